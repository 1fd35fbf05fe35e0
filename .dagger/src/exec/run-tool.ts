/** Owns running one command in a container: its exit code is data, its death is an error, its age is known. */
import { type Container, dag, type Directory, ReturnType } from "@dagger.io/dagger"
import { describe } from "../errors.js"
import { asset } from "./assets.js"
import { quote } from "./quote.js"
import { inSlot } from "./slots.js"

/** Where a command leaves files that outlive it. */
export const OUT = "/shipway/out"

/** The exit code of run.sh when the command under `before` failed. */
export const BEFORE_FAILED = 125

export interface ToolRun {
  exitCode: number
  stdout: string
  stderr: string
  /** When the container itself says it started and ended; a cached result keeps its own times. */
  startedAt: number
  durationMs: number
  cached: boolean
  out: Directory
  /** As the command left it. */
  container: Container
}

/** The command never ended by itself: out of memory, a signal, an engine that went away. */
export interface ToolDeath {
  died: string
}

interface Options {
  before?: string[] | undefined
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
    .withExec(["sh", "/shipway/run.sh", options.before ? quote(options.before) : "", ...argv], {
      expect: ReturnType.Any,
    })
  try {
    const [exitCode, stdout, stderr, started, finished] = await inSlot(() =>
      Promise.all([
        ran.exitCode(),
        ran.stdout(),
        ran.stderr(),
        ran.file("/shipway/started").contents(),
        ran.file("/shipway/finished").contents(),
      ]),
    )
    const startedAt = Number(started) * 1000
    // A container that is killed as a whole never writes down its end.
    const durationMs = Math.max(0, Number(finished) * 1000 - startedAt)
    return {
      exitCode,
      stdout,
      stderr,
      startedAt,
      durationMs,
      cached: isCached(startedAt, options.since),
      out: ran.directory(OUT),
      container: ran,
    }
  } catch (error) {
    return { died: describe(error) }
  }
}

export function isDeath(run: ToolRun | ToolDeath): run is ToolDeath {
  return "died" in run
}

/** Containers tell whole seconds, so a start within the run's first second counts as executed; 0 is a start never told. */
export function isCached(startedAt: number, since: number): boolean {
  return startedAt > 0 && startedAt < Math.floor(since / 1000) * 1000
}

/** Writable for any user: images choose their own. */
function workplace(): Directory {
  return dag
    .directory()
    .withNewFile("run.sh", asset("run.sh"))
    .withNewFile("started", "", { permissions: 0o666 })
    .withNewFile("finished", "", { permissions: 0o666 })
    .withNewDirectory("out", { permissions: 0o777 })
}
