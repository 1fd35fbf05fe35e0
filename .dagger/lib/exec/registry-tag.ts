/** Owns moving a tag in an image registry: the manifest of a digest is put there under that name, byte for byte. */
import { createHash } from "node:crypto"
import { askManifest, askRegistry, type Repository } from "./registry.js"

/** What a tag points to; nothing where it is not there. Throws where nobody can say. */
export async function digestUnder(repository: Repository, tag: string): Promise<string | undefined> {
  const manifest = await askManifest(repository, tag)
  if (manifest.found === "unknown") throw new Error(manifest.reason)
  return manifest.found === "present" ? manifest.digest : undefined
}

/** Afterwards the tag was read to point to the digest. */
export async function putTag(repository: Repository, digest: string, tag: string): Promise<void> {
  const got = await askRegistry(repository, digest, { method: "GET" }, "pull")
  if (!got.ok) throw new Error(`the registry answers the question for ${digest} with status ${got.status}`)
  const body = new Uint8Array(await got.arrayBuffer())
  const real = `sha256:${createHash("sha256").update(body).digest("hex")}`
  if (real !== digest) throw new Error(`asked for ${digest}, the registry answers with ${real}`)
  const headers = { "content-type": got.headers.get("content-type") ?? "" }
  const put = await askRegistry(repository, tag, { method: "PUT", headers, body }, "pull,push")
  if (!put.ok) throw new Error(`the registry does not take the tag ${tag}: status ${put.status}`)
  const read = await digestUnder(repository, tag)
  if (read !== digest) throw new Error(`${tag} was put at ${digest}, and is read at ${read ?? "nothing"}`)
}
