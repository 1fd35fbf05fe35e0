/** Owns the attempts at one shard of a suite: the same command until it passes or the retries are used up. */
import type { Container, Directory } from "@dagger.io/dagger"
import type { NamedService, Suite } from "../config/resolve.js"
import { readJunit } from "../evidence/junit.js"
import { OUT, runTool, type ToolRun } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { WORKDIR } from "../exec/toolchain.js"
import { attach } from "../services/attached.js"
import { services } from "../services/index.js"
import { type Attempt, type Evidence, problemOf } from "./attempt.js"

const JUNIT = "junit.xml"
const COVERAGE = "coverage.xml"

export interface Shard {
  suite: Suite
  /** From 1. */
  number: number
  /** The test files that are its share, where Shipway splits them. */
  files: string[]
  services: NamedService[]
  /** With the source in its place. */
  base: Container
  urgency: number
}

/** What an attempt proves, and the folder that it left. */
export type Ran = Attempt & { out?: Directory; workdir?: Directory }

export async function runShard(shard: Shard, since: number): Promise<Ran[]> {
  const attempts: Ran[] = []
  do attempts.push(await attempt(shard, attempts, since))
  while (attempts.length <= shard.suite.retries && problemOf(shard.suite, attempts.at(-1)!) !== undefined)
  return attempts
}

async function attempt(shard: Shard, before: readonly Ran[], since: number): Promise<Ran> {
  const { suite } = shard
  const number = before.length + 1
  const left = suite.retryCommand && failedOf(before.at(-1)) && before.at(-1)?.workdir
  // The services' labels make them its own; a suite without any still has to run again.
  const base = number > 1 ? shard.base.withEnvVariable("SHIPWAY_ATTEMPT", String(number)) : shard.base
  const own = services(shard.services, { suite: suite.name, shard: String(shard.number), attempt: String(number) })
  const container = attach(left ? base.withMountedDirectory(WORKDIR, left) : base, own)
  const command = commandOf(left ? suite.retryCommand! : suite.command, shard)
  const run = await runTool(container, command, {
    before: suite.before,
    timeoutSeconds: suite.timeoutSeconds,
    urgency: shard.urgency,
    since,
  })
  if (isDeath(run)) return run
  return { ...run, ...(await evidenceOf(run)), workdir: run.container.directory(WORKDIR) }
}

/** Only a report says which tests failed; after a run that left none, everything has to run again. */
function failedOf(last: Ran | undefined): boolean {
  if (!last || !("junit" in last) || last.junit === undefined) return false
  try {
    return readJunit(last.junit).some(({ status }) => status === "failed")
  } catch {
    return false
  }
}

function commandOf(command: readonly string[], { suite, number, files }: Shard): string[] {
  const values = {
    "{junit}": `${OUT}/${JUNIT}`,
    "{coverage}": `${OUT}/${COVERAGE}`,
    "{out}": OUT,
    "{shard}": String(number),
    "{shards}": String(suite.shards),
  }
  const placed = (argument: string) =>
    Object.entries(values).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), argument)
  return command.flatMap((argument) => (argument === "{files}" ? files : [placed(argument)]))
}

/** Files that are not there are no evidence, which the verdict must see. */
async function evidenceOf(run: ToolRun): Promise<Evidence> {
  const written = await run.out.entries()
  const read = async (name: string) => (written.includes(name) ? run.out.file(name).contents() : undefined)
  const [junit, coverage] = await Promise.all([read(JUNIT), read(COVERAGE)])
  return { junit, coverage }
}
