/** Owns the way from a repository to the changeset that adds a config to it. */
import type { Changeset, Directory } from "@dagger.io/dagger"
import { loadConfig } from "../config/load.js"
import { schemaText } from "../config/json-schema.js"
import { failure } from "../errors.js"
import { propose } from "./propose.js"
import { isTelling, type Seen } from "./seen.js"
import { SCHEMA_FILE, writeProposal } from "./write.js"

export async function init(source: Directory, path: string): Promise<Changeset> {
  if (await source.exists(path)) throw failure("CONFIG_EXISTS", { path })
  const text = writeProposal(propose(await look(source)))
  // What is proposed is held to the same rules as what a person writes.
  loadConfig(text, path)
  return source.withNewFile(path, text).withNewFile(SCHEMA_FILE, schemaText()).changes(source)
}

async function look(source: Directory): Promise<Seen> {
  const paths = (await source.glob("**/*")).filter((path) => !path.endsWith("/"))
  const telling = paths.filter(isTelling)
  const texts = await Promise.all(telling.map((path) => source.file(path).contents()))
  return { paths, texts: Object.fromEntries(telling.map((path, index) => [path, texts[index]!])) }
}
