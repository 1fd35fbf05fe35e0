/** Shows that a database is initialised and its server stopped beforehand, and that whatever goes wrong there is an error in time. */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"

const root = mkdtempSync(join(tmpdir(), "shipway-postgres-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

// Alpine's shell is busybox.
const shells = [["dash"], ["bash"], ["busybox", "sh"]].filter(
  ([program]) => spawnSync(program!, ["-c", "exit"]).error === undefined,
)

interface Image {
  /** What its entrypoint does, in shell. */
  entrypoint?: string
  /** Shell that says whether it accepts connections. */
  ready?: string
}

/** As the official one's server does: says so when it serves, and ends well when it is told to. */
const SERVES = `trap 'echo well > "$HERE/stopped"; exit 0' TERM
echo "$@" > "$HERE/arguments"; sleep 0.5; touch "$HERE/serving"; while :; do sleep 0.1; done`
const SERVING = 'test -e "$HERE/serving"'

function initialise(shell: readonly string[], { entrypoint, ready = SERVING }: Image) {
  const here = mkdtempSync(join(root, "image-"))
  const bin = join(here, "bin")
  mkdirSync(bin)
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  if (entrypoint !== undefined) program("docker-entrypoint.sh", entrypoint)
  program("pg_isready", `echo "$@" > "$HERE/asked"; ${ready}`)
  const env = { HERE: here, PATH: `${bin}:${process.env["PATH"]}` }
  const [file, ...words] = [...shell, ".dagger/assets/postgres-init.sh", "3", "shop"]
  const { status, stderr } = spawnSync(file, words, { env, encoding: "utf8", timeout: 20_000 })
  const read = (name: string) => (existsSync(join(here, name)) ? readFileSync(join(here, name), "utf8").trim() : "")
  return { status, stderr, arguments: read("arguments"), asked: read("asked"), stopped: read("stopped") }
}

describe.each(shells)("under %s", (...shell) => {
  it("ends well once the server has accepted connections and has stopped", () =>
    expect(initialise(shell, { entrypoint: SERVES })).toMatchObject({
      status: 0,
      arguments: "postgres -c fsync=off",
      asked: "--quiet --host 127.0.0.1 --username shop",
      stopped: "well",
    }))

  it.each([
    ["is not there", {}, /docker-entrypoint\.sh.*not found/],
    ["ends before it serves", { entrypoint: "echo no space >&2; exit 1" }, /^no space\n$/],
    ["never serves", { entrypoint: SERVES, ready: "false" }, /database does not accept connections within 3 s/],
    ["does not stop", { entrypoint: `trap '' TERM\n${SERVES.replace(/^trap.*\n/, "")}` }, /does not stop within 3 s/],
    ["does not stop well", { entrypoint: SERVES.replace("exit 0", "exit 3") }, /^$/],
  ] satisfies [string, Image, RegExp][])("is an error when the server %s", (_, image, says) => {
    const { status, stderr } = initialise(shell, image)

    expect(status).not.toBe(0)
    expect(status).not.toBeNull()
    expect(stderr).toMatch(says)
  })
})
