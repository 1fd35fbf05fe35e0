/** Owns a little shop as a repository on disk, whose production is a Docker host behind a socket. */
import { cp, mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { minimal, yamlOf } from "../../config/config-text.js"
import { USER } from "../guarded-registry.js"

/** The image is behind a password; the caller removes the folder. */
export async function shopBySocket(
  socket: string,
  repository: string,
  variables: Record<string, string>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shipway-shop-"))
  const options = { host: `unix://${socket}`, project: "by-socket" }
  const production = { target: "compose", url: "http://shop.invalid", variables, options }
  const image = { repository, username: USER }
  await writeFile(join(folder, "shipway.yaml"), yamlOf({ ...minimal, image, environments: { production } }))
  await cp("test/engine/docker-host/compose.yaml", join(folder, "compose.yaml"))
  return folder
}
