/** Owns running one command of the benchmark: its output goes to a log, its failure is an error with the end of that log. */
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs"
import { dirname } from "node:path"

export interface Options {
  cwd: string
  env?: Record<string, string> | undefined
  log: string
}

const running = new Set<ChildProcess>()

/** Resolves with the seconds that it took. */
export async function run(words: readonly string[], { cwd, env, log }: Options): Promise<number> {
  mkdirSync(dirname(log), { recursive: true })
  const file = openSync(log, "w")
  const begun = performance.now()
  // In a process group of its own, so that an interrupt ends all that it started.
  const child = spawn(words[0]!, words.slice(1), {
    cwd,
    env: childEnvironment(env),
    stdio: ["ignore", file, file],
    detached: true,
  })
  running.add(child)
  const code = await new Promise<number | string>((done) => {
    child.on("error", (error) => done(error.message))
    child.on("close", (exit, signal) => done(exit ?? signal ?? "no exit code"))
  })
  running.delete(child)
  closeSync(file)
  if (code !== 0)
    throw new Error(`${words.slice(0, 6).join(" ")} … ended with ${code}; the end of ${log}:\n${tail(log)}`)
  return (performance.now() - begun) / 1000
}

export function endAll(): void {
  for (const { pid } of running) if (pid) process.kill(-pid, "SIGTERM")
}

/** The machine's own settings, but none that would let one way find packages where another does not look. */
function childEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const unwanted = /^(PIP_FIND_LINKS|VIRTUAL_ENV|PYTHON.*|UV_.*|npm_.*|MAKEFLAGS|MAKELEVEL)$/
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.test(name))
  return { ...Object.fromEntries(kept), ...more }
}

function tail(log: string): string {
  return readFileSync(log, "utf8").split("\n").slice(-25).join("\n")
}
