/** Owns where the embedded platform keeps its records: a file per scope, in a cache volume of the engine. */
import { type Container, dag } from "@dagger.io/dagger"
import { within } from "../../exec/poll.js"
import { IMAGES } from "../../images.js"
import type { Place, Volume } from "./memory.js"

/** The first call of an engine brings the image as well. */
const WITHIN_MS = 120_000

/** No file is no records; one that cannot be read is an error. */
export const READ = `if [ -e "$1" ]; then cat "$1"; fi`
/** Answers with what is there then, so that a write costs no second call to be believed. */
export const APPEND = `printf '%s\\n' "$2" >> "$1" && sync && cat "$1"`

export const volume: Volume = {
  read: (place) => run(place, READ),
  append: (place, line) => run(place, APPEND, line),
}

function run(place: Place, script: string, ...words: string[]): Promise<string> {
  const ran = mounted(place).withExec(["sh", "-c", script, "sh", `/releases/${place.scope}.jsonl`, ...words])
  return within(ran.stdout(), WITHIN_MS, "no answer")
}

function mounted({ project, environment }: Place): Container {
  return dag
    .container()
    .from(IMAGES.shell)
    .withMountedCache("/releases", dag.cacheVolume(`shipway-${project}-${environment}-releases`))
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
}
