/** Owns running one command in a container: its exit code is data, its death is an error, its age is known. */
import { type Container, dag, type Directory, ReturnType } from "@dagger.io/dagger"
import { describe } from "../errors.js"
import { asset } from "./assets.js"
import type { Late } from "./deadline.js"
import { endOfRun } from "./end-of.js"
import { quote } from "./quote.js"
import { inSlot } from "./slots.js"
import type { ToolDeath, ToolEnd } from "./tool-end.js"

/** Where a command leaves files that outlive it. */
export const OUT = "/shipway/out"

/** The exit code of run.sh when the time was up. */
const LATE = 124

export interface ToolRun extends ToolEnd {
  out: Directory
  /** As the command left it. */
  container: Container
}

interface Options {
  before?: string[] | undefined
  /** How long it may take, with `before`; without it, for ever. */
  timeoutSeconds?: number
  /** Who is next where several wait (exec/slots.ts). */
  urgency?: number
  /** When the run began; a container that started earlier came from the cache. */
  since: number
}

export async function runTool(
  base: Container,
  argv: readonly string[],
  options: Options,
): Promise<ToolRun | ToolDeath> {
  const ran = base
    .withDirectory("/shipway", workplace())
    .withExec(["sh", "/shipway/run.sh", String(options.timeoutSeconds ?? 0), quote(options.before ?? []), ...argv], {
      expect: ReturnType.Any,
    })
  try {
    return await inSlot(() => ended(ran, options.since), options.urgency)
  } catch (error) {
    return { died: describe(error) }
  }
}

async function ended(chain: Container, since: number): Promise<ToolRun> {
  const ran = await chain.sync()
  const [{ exitCode, stdout, stderr }, times] = await Promise.all([
    endOfRun(ran),
    ran.file("/shipway/times").contents(),
  ])
  const { startedAt, durationMs, late } = timesOf(times)
  return {
    exitCode,
    stdout,
    stderr,
    startedAt,
    durationMs,
    cached: isCached(startedAt, since),
    // A command may end with the same exit code by itself.
    late: exitCode === LATE && late ? (late as Late) : undefined,
    out: ran.directory(OUT),
    container: ran,
  }
}

/** What run.sh wrote down. A container that is killed as a whole never writes its end, or not even its start; a command may write over it. */
export function timesOf(text: string): { startedAt: number; durationMs: number; late: string } {
  const [started, finished, late = ""] = text.split("\n")
  const startedAt = millisecondsOf(started)
  return { startedAt, durationMs: Math.max(0, millisecondsOf(finished) - startedAt), late }
}

const millisecondsOf = (seconds: string | undefined) => (Number(seconds) || 0) * 1000

/** Containers tell whole seconds, so a start within the run's first second counts as executed; 0 is a start never told. */
export function isCached(startedAt: number, since: number): boolean {
  return startedAt > 0 && startedAt < Math.floor(since / 1000) * 1000
}

/** Writable for any user: images choose their own. */
function workplace(): Directory {
  return dag
    .directory()
    .withNewFile("run.sh", asset("run.sh"))
    .withNewFile("times", "", { permissions: 0o666 })
    .withNewFile("late", "", { permissions: 0o666 })
    .withNewDirectory("out", { permissions: 0o777 })
}
