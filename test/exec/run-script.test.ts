/** Shows that a command under assets/run.sh is left as it is, and that nothing under it can run for ever. */
import { spawn, spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { quote } from "../../.dagger/lib/exec/quote.js"

const root = mkdtempSync(join(tmpdir(), "shipway-run-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const shells = ["dash", "bash", "busybox"].filter((shell) => spawnSync(shell, ["-c", "exit"]).error === undefined)

interface Ended {
  code: number | null
  stdout: string
  stderr: string
  late: string
  seconds: number
  finished: boolean
}

/** As Dagger's init does: at the end it ends at once whoever is left in the group. */
const INIT = `"$@"; code=$?; trap "" TERM; kill -TERM 0; exit $code`

/** As in a container, where the folder is /shipway; there whatever is left running goes with the container. */
async function run(
  shell: string,
  seconds: number,
  command: string[],
  options: { before?: string[]; env?: object } = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(root, "run-"))
  const file = (name: string) => join(folder, name)
  copyFileSync(".dagger/assets/run.sh", file("run.sh"))
  for (const name of ["times", "late"]) writeFileSync(file(name), "")
  const started = Date.now()
  const argv = [file("run.sh"), String(seconds), quote(options.before ?? []), ...command]
  const child = spawn("sh", ["-c", INIT, "init", shell, ...(shell === "busybox" ? ["sh"] : []), ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...options.env },
  })
  const said = { stdout: "", stderr: "" }
  child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()))
  child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()))
  const closed = new Promise((done) => child.on("close", done))
  const code = await new Promise<number | null>((done) => child.on("exit", done))
  const took = (Date.now() - started) / 1000
  // What was written just before the end may still be in the pipe, which an orphan may hold open.
  await Promise.race([closed, new Promise((done) => setTimeout(done, 1000))])
  const [begun, finished, late = ""] = readFileSync(file("times"), "utf8").split("\n")
  return {
    code,
    ...said,
    late,
    seconds: took,
    finished: Number(finished) >= Number(begun) && Number(begun) > 0,
  }
}

const sh = (script: string) => ["sh", "-c", script]

describe.skipIf(process.platform !== "linux").each(shells)("a command under %s", (shell) => {
  it.concurrent.each([
    ["passes", sh("echo out; echo err >&2"), 0, "out\n", "err\n"],
    ["fails", sh("echo out; echo err >&2; exit 3"), 3, "out\n", "err\n"],
    ["ends with the deadline's own exit code", sh("exit 124"), 124, "", ""],
    ["is given odd arguments", ["printf", "%s|", "a b", "'", "$x", ""], 0, "a b|'|$x||", ""],
    ["is not there", ["no-such-tool"], 127, "", expect.stringContaining("no-such-tool") as string],
    ["is killed", sh("kill -KILL $$"), 137, "", expect.any(String) as string],
    ["is ended", sh("kill -TERM $$"), 143, "", expect.any(String) as string],
  ])("keeps its exit code and its words when it %s", async (_, command, code, stdout, stderr) => {
    for (const seconds of [0, 60]) {
      const ended = await run(shell, seconds, command)

      expect(ended).toMatchObject({ code, stdout, stderr, late: "", finished: true })
      expect(ended.seconds).toBeLessThan(10)
    }
  })

  it("has the last word, however its end meets the watchdog's", async () => {
    const said = new Set<string>()
    for (let batch = 0; batch < 4; batch++) {
      const runs = Array.from({ length: 16 }, (_, index) =>
        run(shell, 60, sh(`sleep 0.0${index}; echo why >&2; exit 1`)),
      )
      for (const { stderr } of await Promise.all(runs)) said.add(stderr)
    }

    expect([...said]).toEqual(["why\n"])
  })

  it.concurrent("sees its own variables, and can be interrupted", async () => {
    const names = ["limit", "before", "code", "grace", "nap", "self", "line", "file", "pid", "rest"]
    const env = Object.fromEntries(names.map((name) => [name, `own ${name}`]))
    const { stdout } = await run(shell, 60, ["env"], { env, before: ["true"] })

    for (const name of names) expect(stdout).toContain(`\n${name}=own ${name}\n`)
    expect((await run(shell, 60, sh("kill -INT $$; echo survived"))).stdout).toBe("")
  })

  it.concurrent.each([
    ["sleeps", sh("echo partial; sleep 9"), "command"],
    ["sleeps by itself", ["sleep", "9"], "command"],
    ["waits for what it started", sh("echo partial; sleep 9 & sleep 9 & wait"), "command"],
    ["ignores being told to end", sh("echo partial; trap '' TERM; while :; do sleep 1; done"), "command"],
    ["passes when told to end", sh("echo partial; trap 'exit 0' TERM; sleep 9 & wait"), "command"],
    ["is stopped", sh("echo partial; kill -STOP $$"), "command"],
    [
      "has a name that looks like a process table",
      sh("echo partial; cp $(command -v sleep) '{}/a) R 1 (b'; exec '{}/a) R 1 (b' 9"),
      "command",
    ],
  ])("is ended when it %s for longer than it may", async (_, command, late) => {
    const folder = mkdtempSync(join(root, "own-"))
    const ended = await run(
      shell,
      1,
      command.map((argument) => argument.replaceAll("{}", folder)),
    )

    expect(ended).toMatchObject({ code: 124, late, finished: true })
    expect(ended.stdout).toBe(command[0] === "sh" ? "partial\n" : "")
    expect(ended.stderr).toContain("shipway: not done within 1 s, so it is ended\n")
    expect(ended.seconds).toBeGreaterThan(0.9)
    expect(ended.seconds).toBeLessThan(8)
  })

  it.concurrent.each([
    ["fails", sh("exit 4"), 125, "", "shipway: the command under before: failed with exit code 4\n"],
    ["hangs", sh("sleep 9"), 124, "before", "shipway: not done within 1 s, so it is ended\n"],
    ["hangs, and passes when told to end", sh("trap 'exit 0' TERM; sleep 9 & wait"), 124, "before", ""],
  ])("does not run when what comes before it %s", async (_, before, code, late, says) => {
    const ended = await run(shell, 1, ["echo", "never"], { before })

    expect(ended).toMatchObject({ code, late, stdout: "", finished: true })
    expect(ended.stderr).toContain(says)
    expect(ended.seconds).toBeLessThan(8)
  })

  it.concurrent("shares its time with what comes before it", async () => {
    const ended = await run(shell, 3, ["sleep", "9"], { before: sh("sleep 2.5") })

    expect(ended).toMatchObject({ code: 124, late: "command" })
    expect(ended.seconds).toBeLessThan(5.4)
  })
})
