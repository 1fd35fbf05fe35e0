/** Owns the publish step: push by tag, read the digest back, hand on the digest. */
import { type Container, dag, type Secret, type Service } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { StepStatus } from "../../src/names.js"
import type { Outcome } from "../pipeline/outcome.js"
import type { Context } from "../pipeline/context.js"
import { sbomOf } from "../config/image-schema.js"
import type { ResolvedConfig } from "../config/resolve.js"
import { askManifest } from "../exec/registry.js"
import { placeOf } from "../targets/repository.js"
import type { RegistryAccess } from "../exec/regctl.js"
import { signingKey } from "../targets/secrets.js"
import { REGISTRY, registry } from "../targets/embedded/index.js"
import type { Image } from "../targets/target.js"
import { putBeside } from "./beside.js"

export async function publish(built: Container, context: Context): Promise<Outcome & { image: Image }> {
  const { config, request, registryPassword } = context
  const real = request.scope === "release" && config.image!.repository !== undefined
  const { sign } = config.image!
  // Asked for before anything is pushed; a rehearsal needs no secret.
  const signing = sign && real ? await signingKey(context, sign) : undefined
  const image = real
    ? await pushRemote(built, config, request.version, registryPassword)
    : await pushEmbedded(built, context, request.version)
  const summary = `${image.repository}:${image.tag}@${image.digest}`
  const access = real ? remoteAccess(context) : { service: registry(config.project) }
  const beside = { sbom: sbomOf(config.image!, real), signing }
  const { said, files } = await putBeside(built, context, image, { repository: image.repository, ...access }, beside)
  return { status: StepStatus.Passed, summary: [summary, ...said].join(", "), image, files }
}

function remoteAccess({ config, registryPassword }: Context): Pick<RegistryAccess, "login"> {
  const { username } = config.image!
  return username && registryPassword ? { login: { username, password: registryPassword } } : {}
}

/** To the registry that runs beside the pipeline and keeps its content in a cache volume. */
export async function pushEmbedded(built: Container, context: Context, tag: string): Promise<Image> {
  const { project } = context.config
  const repository = `${REGISTRY}/${project}`
  const reference = `${repository}:${tag}`
  const pushed = digestOf(await built.publish(reference, { registryService: registry(project) }))
  const manifest = await askManifest(await placeOf(context, repository), tag)
  if (manifest.found === "unknown") throw failure("IMAGE_UNREAD", { reference, pushed, reason: manifest.reason })
  const read = manifest.found === "present" ? manifest.digest : "nothing"
  if (read !== pushed) throw failure("DIGEST_MISMATCH", { reference, pushed, read })
  return { repository, tag, digest: pushed }
}

/** To the repository that the config names; `through` is a registry that only the engine can reach. */
export async function pushRemote(
  built: Container,
  config: ResolvedConfig,
  tag: string,
  password: Secret | undefined,
  through?: Service,
): Promise<Image> {
  const { repository, username } = config.image!
  if (username && !password)
    throw failure("CREDENTIAL_MISSING", { flag: "registry-password", needs: `pushing to ${repository} as ${username}` })
  const host = repository!.split("/")[0]!
  const authorised = username && password ? built.withRegistryAuth(host, username, password) : built
  const options = through ? { registryService: through } : {}
  const reference = `${repository}:${tag}`
  const pushed = digestOf(await authorised.publish(reference, options))
  const reader = username && password ? dag.container().withRegistryAuth(host, username, password) : dag.container()
  const read = digestOf(await reader.from(reference, options).imageRef())
  if (read !== pushed) throw failure("DIGEST_MISMATCH", { reference, pushed, read })
  return { repository: repository!, tag, digest: pushed }
}

function digestOf(reference: string): string {
  const digest = reference.split("@")[1]
  if (!digest?.startsWith("sha256:")) throw new Error(`the push answered without a digest: ${reference}`)
  return digest
}
