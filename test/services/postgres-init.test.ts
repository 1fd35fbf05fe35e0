/** Shows that an image's database is initialised and stopped beforehand, or else left to the service, whatever the image does. */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const shells = ["sh", "bash"]

interface Image {
  /** What its entrypoint does, in shell. */
  entrypoint?: string
  /** How often pg_isready says no. */
  refusals?: number
}

const INITIALISES = 'mkdir -p "$PGDATA" && echo 15 > "$PGDATA/PG_VERSION"'
const SERVES = `${INITIALISES}; echo "$@" > "$HERE/arguments"; trap 'echo well > "$HERE/stopped"; exit 0' TERM; while :; do sleep 0.1; done`

function initialise(shell: string, seconds: number, { entrypoint, refusals = 0 }: Image) {
  const here = mkdtempSync(join(tmpdir(), "shipway-postgres-"))
  const bin = join(here, "bin")
  mkdirSync(bin)
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  if (entrypoint !== undefined) program("docker-entrypoint.sh", entrypoint)
  program("pg_isready", `echo "$@" >> "$HERE/asked"; [ "$(wc -l < "$HERE/asked")" -gt ${refusals} ]`)
  const data = join(here, "data")
  const argv = [".dagger/assets/postgres-init.sh", String(seconds), "shop", "-c", "fsync=off"]
  const env = { HERE: here, PGDATA: data, PATH: `${bin}:${process.env["PATH"]}` }
  const { status, stderr } = spawnSync(shell, argv, { env, encoding: "utf8", timeout: 20_000 })
  const there = (name: string) => existsSync(join(here, name))
  return { status, stderr, kept: existsSync(join(data, "PG_VERSION")), left: existsSync(data), there, here }
}

describe.each(shells)("under %s", (shell) => {
  it("keeps what a server that came up and was stopped has left", () => {
    const { status, kept, there } = initialise(shell, 10, { entrypoint: SERVES, refusals: 2 })

    expect({ status, kept, stopped: there("stopped") }).toEqual({ status: 0, kept: true, stopped: true })
  })

  it.each([
    ["is not a Postgres as the official one is", {}],
    ["ends before it serves", { entrypoint: `${INITIALISES}; exit 1`, refusals: 1000 }],
    ["never serves", { entrypoint: SERVES, refusals: 1000 }],
    ["does not end well", { entrypoint: SERVES.replace("exit 0", "exit 3") }],
  ] satisfies [string, Image][])("leaves nothing half done of one that %s", (_, image) => {
    const { status, stderr, left } = initialise(shell, 2, image)

    expect({ status, left }).toEqual({ status: 0, left: false })
    expect(stderr).toContain("shipway: not initialised beforehand; the service does it when it starts")
  })
})
