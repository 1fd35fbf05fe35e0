/** Owns where an image's repository is asked: the embedded registry through the engine, any other at its own address. */
import { locate, type Login, type Repository } from "../exec/registry.js"
import type { Context } from "../pipeline/context.js"
import { REGISTRY, registry } from "./embedded/index.js"

export async function placeOf(context: Context, repository: string): Promise<Repository> {
  const { clock } = context
  if (!repository.startsWith(`${REGISTRY}/`))
    return { ...locate(repository), login: await loginTo(context, repository), clock }
  const base = await context.reach(registry(context.config.project), 5000)
  return { base, name: repository.slice(REGISTRY.length + 1), login: undefined, clock }
}

/** The password is for the declared repository's registry, and goes to no other. */
async function loginTo({ config, registryPassword }: Context, repository: string): Promise<Login | undefined> {
  const { username, repository: declared } = config.image!
  if (!username || !registryPassword || !declared || locate(declared).base !== locate(repository).base) return undefined
  return { username, password: await registryPassword.plaintext() }
}
