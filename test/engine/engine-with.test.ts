/** Shows what engine/with hands to its command, which engines it finds, and how it says that there is none. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { command, type Called } from "./harness.js"
import { echo, engineWith, ownEngine, program, programs, run, said, sharedEngine, useOwnEngine } from "./own-engine.js"

useOwnEngine()

describe("the command that engine/with runs", () => {
  it("gets its arguments, the whole of stdout, and decides the exit code", async () => {
    const called = await engineWith(["sh", "-c", 'echo "$0 $1"; exit 7', "a b", "c"])
    expect(called).toMatchObject({ exitCode: 7, stdout: "a b c\n" })
    expect(said(called).at(-1)).toMatch(/^engine: using an engine of our own: /)
  })

  it("has dagger and its engine", async () => {
    const called = await engineWith(echo(`word-${process.pid}`))
    expect(called.stdout, called.stderr).toContain(`word-${process.pid}`)
  })

  it("starts at once when the engine runs, after one line on stderr", async () => {
    const started = Date.now()
    const called = await engineWith(["true"])
    expect(said(called)).toHaveLength(1)
    expect(Date.now() - started).toBeLessThan(1500)
  })

  it("is required", async () => {
    const called = await engineWith([])
    expect(called).toMatchObject({ exitCode: 1, stdout: "" })
    expect(called.stderr).toContain("Usage: engine/with COMMAND")
  })
})

describe("what engine/with finds", () => {
  it("is kept when _EXPERIMENTAL_DAGGER_RUNNER_HOST names an engine that answers", async () => {
    const called = await engineWith(["sh", "-c", "echo $_EXPERIMENTAL_DAGGER_RUNNER_HOST"], {
      _EXPERIMENTAL_DAGGER_RUNNER_HOST: sharedEngine,
    })
    expect(called.stdout.trim()).toBe(sharedEngine)
    expect(said(called)).toEqual([
      `engine: using the engine that _EXPERIMENTAL_DAGGER_RUNNER_HOST names: ${sharedEngine}`,
    ])
  })

  it("is said to be silent when nothing answers there", async () => {
    const silent = "unix:///nowhere/engine.sock"
    const called = await engineWith(["true"], { _EXPERIMENTAL_DAGGER_RUNNER_HOST: silent })
    expect(called.exitCode).toBe(0)
    expect(said(called)[0]).toContain(
      `no engine answers the dagger on the PATH at _EXPERIMENTAL_DAGGER_RUNNER_HOST=${silent}`,
    )
    expect(said(called).at(-1)).toMatch(/^engine: using an engine of our own: /)
  })
})

describe("Docker", () => {
  beforeAll(async () => {
    await program("docker", 'case "$1" in info | image) exit 0 ;; *) exit 1 ;; esac')
  })
  afterAll(async () => {
    await program("docker", "exit 1")
    await rm(join(programs, "dagger"), { force: true })
  })

  it("is used with the dagger on the PATH when that is new enough", async () => {
    await program("dagger", 'echo "dagger v0.21.9 (registry.dagger.io/engine) linux/amd64"')
    const called = await engineWith([
      "sh",
      "-c",
      'echo "${_EXPERIMENTAL_DAGGER_RUNNER_HOST:-none} $(command -v dagger)"',
    ])
    expect(called.stdout.trim()).toBe(`none ${programs}/dagger`)
    expect(said(called)).toEqual([`engine: using Dagger v0.21.8's official engine in Docker, with ${programs}/dagger`])
  })

  it.each([
    { checksum: "the right one", said: "official engine in Docker, with" },
    { checksum: "another", said: "could not be downloaded: dagger_v0.21.8_linux_amd64.tar.gz has the checksum" },
  ])("gets the official command line where there is none: $checksum", async ({ checksum, said }) => {
    await program("dagger", 'echo "dagger v0.18.0 (registry.dagger.io/engine) linux/amd64"')
    const downloads = await serveCommandLine(checksum === "another")
    const XDG_CACHE_HOME = await mkdtemp(join(tmpdir(), "shipway-nobody-"))
    try {
      const env = { ...ownEngine, XDG_CACHE_HOME, SHIPWAY_DAGGER_DOWNLOADS: downloads.url }
      // Not as root: what is refused must end in the error, not in an engine of our own.
      const called = await asNobody(["dagger", "version"], env, XDG_CACHE_HOME)
      expect(called.stderr).toContain(said)
      expect(called.stdout).toBe(checksum === "another" ? "" : "the official one\n")
    } finally {
      await downloads.close()
      await rm(XDG_CACHE_HOME, { recursive: true })
    }
  })
})

/** What dl.dagger.io serves, with a command line that only says so. */
async function serveCommandLine(wrong: boolean): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "shipway-downloads-"))
  const archive = "dagger_v0.21.8_linux_amd64.tar.gz"
  await writeFile(join(folder, "dagger"), "#!/bin/sh\necho the official one\n", { mode: 0o755 })
  await run("tar", ["-czf", archive, "dagger"], { cwd: folder })
  const { stdout } = await run("sha256sum", [archive], { cwd: folder })
  await writeFile(join(folder, "checksums.txt"), wrong ? `${"0".repeat(64)}  ${archive}\n` : stdout)
  const server = createServer((request, response) => {
    void readFile(join(folder, request.url!.replace("/0.21.8/", ""))).then((file) => response.end(file))
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const close = async (): Promise<void> => {
    server.close()
    await rm(folder, { recursive: true })
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** The recipe is copied to where everybody may read it: a checkout may lie in root's home. */
async function asNobody(args: string[], env: Record<string, string>, cache: string): Promise<Called> {
  const copy = await mkdtemp(join(tmpdir(), "shipway-recipe-"))
  await cp(resolve("engine"), join(copy, "engine"), { recursive: true })
  await run("chmod", ["-R", "a+rX", copy, programs])
  await run("chown", ["-R", "65534:65534", cache])
  try {
    return await command(
      "setpriv",
      ["--reuid=65534", "--regid=65534", "--clear-groups", join(copy, "engine/with"), ...args],
      { env },
    )
  } finally {
    await rm(copy, { recursive: true })
  }
}

describe("without root", () => {
  it("one error says what is missing and names the alternatives", async () => {
    const cache = await mkdtemp(join(tmpdir(), "shipway-nobody-"))
    try {
      const called = await asNobody(["true"], { ...ownEngine, XDG_CACHE_HOME: cache }, cache)
      expect(called.exitCode).toBe(1)
      expect(called.stderr.trim().split("\n")).toHaveLength(1)
      expect(called.stderr).toMatch(/^engine: error: .* needs root.*Docker.*_EXPERIMENTAL_DAGGER_RUNNER_HOST/)
    } finally {
      await rm(cache, { recursive: true })
    }
  })
})
