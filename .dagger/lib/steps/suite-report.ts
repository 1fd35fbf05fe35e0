/** Owns what a suite leaves for people and services to read: JUnit, coverage, output, and what its runner left. */
import { dag, type Directory } from "@dagger.io/dagger"
import type { Suite } from "../config/resolve.js"
import { writeJunit } from "../evidence/junit.js"
import { isDeath } from "../exec/tool-end.js"
import type { Ran } from "./shard.js"
import { durationsOf } from "./split.js"
import type { Judged } from "./suite-verdict.js"

/** Where everything ran once, the folder is as the runner left it; else each attempt has its own below the merged reports. */
export function suiteFiles(
  suite: Suite,
  shards: readonly Ran[][],
  judged: Judged,
  files: readonly string[],
): Directory {
  const [only, ...others] = shards.flat()
  if (others.length === 0) return leftBy(only!)
  let directory = dag.directory().withNewFile("junit.xml", writeJunit(suite.name, judged.cases))
  if (judged.coverage) directory = directory.withNewFile("coverage.xml", judged.coverage.xml)
  if (files.length > 0) directory = directory.withNewFile("durations.json", durations(files, judged))
  return shards
    .flatMap((attempts, shard) => attempts.map((ran, attempt) => ({ ran, path: pathOf(shards, shard, attempt) })))
    .reduce((all, { ran, path }) => all.withDirectory(path, leftBy(ran)), directory)
}

function durations(files: readonly string[], { cases }: Judged): string {
  return `${JSON.stringify(durationsOf(files, cases), null, 2)}\n`
}

function pathOf(shards: readonly Ran[][], shard: number, attempt: number): string {
  const parts = [
    ...(shards.length > 1 ? [`shard-${shard + 1}`] : []),
    ...(shards[shard]!.length > 1 ? [`attempt-${attempt + 1}`] : []),
  ]
  return parts.join("/")
}

function leftBy(ran: Ran): Directory {
  if (isDeath(ran)) return dag.directory().withNewFile("output.txt", ran.died)
  return (ran.out ?? dag.directory()).withNewFile("output.txt", `${ran.stdout}${ran.stderr}`)
}
