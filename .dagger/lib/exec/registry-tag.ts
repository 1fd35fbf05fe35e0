/** Owns moving a tag in an image registry: the manifest of a digest is put there under that name, byte for byte. */
import { createHash } from "node:crypto"
import { attempts } from "./attempts.js"
import { inTrouble } from "./http.js"
import { askManifest, askRegistry, type Repository } from "./registry.js"

/** How long a registry may go on answering with what was there before. */
const STALE_MS = 10_000

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
  await readBack(repository, digest, tag)
}

/** Asked again for another answer alone: a registry that gives none was asked again already, as it wants to be. */
async function readBack(repository: Repository, digest: string, tag: string): Promise<void> {
  const { clock } = repository
  const { answer } = await attempts<{ read: string }>({
    once: async () => {
      const read = await digestUnder(repository, tag)
      if (read === digest) return { read }
      return { trouble: "later", reason: `${tag} was put at ${digest}, and is read at ${read ?? "nothing"}` }
    },
    isTrouble: inTrouble,
    repeatable: true,
    clock,
    random: Math.random,
    deadline: clock.now() + STALE_MS,
  })
  if (inTrouble(answer)) throw new Error(answer.reason)
}
