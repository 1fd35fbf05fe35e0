/** Owns an engine of the test's own: beside the shared one, from the same build, and free to be killed. */
import { execFile } from "node:child_process"
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll } from "vitest"
import { command, type Called } from "./harness.js"

export const run = promisify(execFile)

/** What engine/with hands on to these tests; a second engine/with inside them finds it only when it is told. */
export const sharedEngine = process.env["_EXPERIMENTAL_DAGGER_RUNNER_HOST"] ?? ""
export const ownEngine: Record<string, string> = {}
export let programs: string

export function useOwnEngine(): void {
  beforeAll(async () => {
    programs = await mkdtemp(join(tmpdir(), "shipway-programs-"))
    await program("docker", "exit 1")
    Object.assign(ownEngine, {
      PATH: `${programs}:${process.env["PATH"]}`,
      SHIPWAY_ENGINE_NAME: `test-${process.pid}`,
      _EXPERIMENTAL_DAGGER_RUNNER_HOST: "",
    })
  })
  afterAll(async () => {
    await stop()
    await rm(await engineFolder(), { recursive: true, force: true })
    await rm(programs, { recursive: true })
  })
}

export const engineWith = (args: string[], env: Record<string, string> = {}): Promise<Called> =>
  command("engine/with", args, { env: { ...ownEngine, ...env } })

export const stop = (): Promise<Called> => command("engine/stop", [], { env: ownEngine })

/** What the engine's scripts said; other lines on stderr are a tool's. */
export const said = ({ stderr }: Called): string[] => stderr.split("\n").filter((line) => line.startsWith("engine:"))

/** A program that is first on the PATH. */
export async function program(name: string, body: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${body}\n`)
  await chmod(join(programs, name), 0o755)
}

export const query = (text: string): string[] => ["sh", "-c", 'echo "$0" | dagger query --no-mod --silent', text]
export const echo = (word: string): string[] =>
  query(`{container{from(address:"busybox:1.37.0"){withExec(args:["echo","${word}"]){stdout}}}}`)

export async function engineFolder(): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"]!, ".cache"), "shipway/engine")
  const name = ownEngine["SHIPWAY_ENGINE_NAME"]!
  for (const version of (await readdir(cache)).filter((entry) => entry.startsWith("v")))
    if ((await readdir(join(cache, version))).includes(name)) return join(cache, version, name)
  return join(cache, "none")
}

export interface Process {
  pid: number
  name: string
}

/** Every process of the engine: those that hold its lock, and their descendants. */
export async function processes(): Promise<Process[]> {
  const alive = join(await engineFolder(), "alive")
  // By device and inode: an inode's number alone may be another's, on another file system.
  const script = `
    file=$(stat --format=%d:%i "$0" 2>/dev/null) || exit 0
    find -L /proc/[0-9]*/fd -maxdepth 1 -inum "\${file#*:}" -printf '%D:%i %h\n' 2>/dev/null | sed -n "s|^$file /proc/\\([0-9]*\\)/fd$|\\1|p" | sort -un`
  const holders = await run("sh", ["-c", script, alive])
  const found = new Map<number, string>()
  const queue = numbers(holders.stdout)
  for (let pid = queue.shift(); pid; pid = queue.shift()) {
    const name = await read(`/proc/${pid}/comm`)
    if (name && !found.has(pid)) found.set(pid, name.trim())
    queue.push(...numbers(await read(`/proc/${pid}/task/${pid}/children`)).filter((child) => !found.has(child)))
  }
  return [...found].map(([pid, name]) => ({ pid, name }))
}

const numbers = (text: string): number[] => text.split(/\s+/).filter(Boolean).map(Number)

/** A file's text; nothing when it is gone, as files of processes are at any moment. */
export const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "")
