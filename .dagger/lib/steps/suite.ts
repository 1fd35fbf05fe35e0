/** Owns the run of one suite: split into shards, all at the same time, judged and reported as one. */
import type { Container, Directory } from "@dagger.io/dagger"
import type { ResolvedConfig, Suite } from "../config/resolve.js"
import { USUAL } from "../exec/slots.js"
import { withSource, workspace } from "../exec/toolchain.js"
import type { TestCase } from "../evidence/junit.js"
import { StepStatus } from "../../src/names.js"
import type { Outcome } from "../pipeline/outcome.js"
import { runShard, type Shard } from "./shard.js"
import { type Durations, readDurations, split } from "./split.js"
import { testsOf } from "./suite-evidence.js"
import { suiteFiles } from "./suite-report.js"
import { judgeSuite } from "./suite-verdict.js"

export interface Setting {
  source: Directory
  config: ResolvedConfig
  /** The prepared environment. */
  base: Container
  /** How long a chain of suites waits for each. */
  behind: ReadonlyMap<string, number>
  since: number
}

export async function runSuite(setting: Setting, suite: Suite): Promise<Outcome & { cases: TestCase[] }> {
  const share = await sharesOf(setting, suite)
  if (share.length === 0) return nothingToSplit(suite)
  const shards = share.map((files, index): Shard => shardOf(setting, suite, index + 1, files))
  const ran = await Promise.all(shards.map((shard) => runShard(shard, setting.since)))
  const judged = judgeSuite(suite, ran, setting.since)
  const { part, cases } = judged
  const files = suiteFiles(suite, ran, judged, share.flat())
  const evidence = { tests: [testsOf(suite, judged, setting.config.tests.length)] }
  return { status: part.status, summary: part.summary, parts: [part], evidence, files, cases }
}

/** The test files of each shard; empty lists for a runner that splits by itself. */
async function sharesOf({ source, config }: Setting, suite: Suite): Promise<string[][]> {
  if (!suite.files) return Array.from({ length: suite.shards }, () => [])
  const folder = workspace(source, config, undefined)
  const found = await Promise.all(suite.files.map((pattern) => folder.glob(pattern)))
  return split([...new Set(found.flat())], await recordedDurations(folder, suite), suite.shards)
}

/** No record yet is where everybody starts: all files weigh the same. */
async function recordedDurations(folder: Directory, { name, durations }: Suite): Promise<Durations> {
  if (!durations || !(await folder.exists(durations))) return {}
  try {
    return readDurations(await folder.file(durations).contents())
  } catch (error) {
    throw new Error(`${durations}, the durations of ${name}, cannot be read: ${String(error)}`)
  }
}

function shardOf(setting: Setting, suite: Suite, number: number, files: string[]): Shard {
  const { source, config, base, behind } = setting
  const services = config.services.filter(({ name }) => suite.services.includes(name))
  // Before the lint tools, which nobody waits for; and first of all the suites that others need.
  const urgency = USUAL + (behind.get(suite.name) ?? 0)
  return { suite, number, files, services, base: withSource(base, source, config, suite.inputs), urgency }
}

function nothingToSplit({ name, files }: Suite): Outcome & { cases: TestCase[] } {
  const summary = `zero tests ran: no file matches ${files!.join(", ")}`
  const part = { name, status: StepStatus.Failed, summary, durationMs: 0, cached: false }
  return { status: part.status, summary, parts: [part], cases: [] }
}
