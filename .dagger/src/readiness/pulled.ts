/** Owns getting an image by its digest, wherever it was pushed. */
import { type Container, dag } from "@dagger.io/dagger"
import { locate } from "../exec/registry.js"
import type { Context } from "../pipeline/context.js"
import { pulled, REGISTRY } from "../targets/embedded.js"
import type { Image } from "../targets/target.js"

export function containerOf(context: Context, image: Image): Container {
  if (image.repository.startsWith(`${REGISTRY}/`)) return pulled(context, image)
  const { config, registryPassword } = context
  const { username, repository } = config.image!
  const ours = repository !== undefined && locate(repository).base === locate(image.repository).base
  const reader =
    ours && username && registryPassword
      ? dag.container().withRegistryAuth(image.repository.split("/")[0]!, username, registryPassword)
      : dag.container()
  return reader.from(`${image.repository}@${image.digest}`)
}
