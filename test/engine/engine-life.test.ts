/** Shows that an engine of our own is shared, recovers however it ended, and leaves no trace on the host. */
import { spawn } from "node:child_process"
import { cp, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { command } from "./harness.js"
import {
  echo,
  engineFolder,
  engineWith,
  ownEngine,
  processes,
  program,
  programs,
  query,
  read,
  run,
  said,
  stop,
  useOwnEngine,
} from "./own-engine.js"

useOwnEngine()

describe("the engine of our own", () => {
  afterEach(async () => expect((await engineWith(["dagger", "version"])).exitCode).toBe(0))

  it("is started once when two ask at the same time", async () => {
    await stop()
    const called = await Promise.all([engineWith(["dagger", "version"]), engineWith(["dagger", "version"])])
    const lines = called.flatMap(said)
    expect(called.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(lines.filter((line) => line.startsWith("engine: started the engine"))).toHaveLength(1)
    // Both, when a third is at it.
    expect(lines.filter((line) => line.includes("another process is building or starting"))).not.toHaveLength(0)
    expect((await processes()).filter(({ name }) => name === "dagger-engine")).toHaveLength(1)
  })

  it("keeps none of its caller's files open: who reads them would wait for ever", async () => {
    await stop()
    const called = await command("sh", ["-c", "engine/with true 3>&1 > /dev/null"], { env: ownEngine })
    expect(called).toMatchObject({ exitCode: 0, stdout: "" })
  })

  it.each(["dagger-engine", "unshare", "slirp4netns", "docker-registry"])(
    "recovers when %s was killed, and nothing of the killed one lives on",
    async (victim) => {
      await engineWith(["true"])
      const before = await processes()
      process.kill(before.find(({ name }) => name === victim)!.pid, "SIGKILL")
      await expect.poll(processes, { timeout: 20_000 }).toEqual([])

      const called = await engineWith(echo(`after-${victim}-${process.pid}`))
      expect(called.stdout, called.stderr).toContain(`after-${victim}-${process.pid}`)
      const alive = await Promise.all(before.map(({ pid }) => read(`/proc/${pid}/comm`)))
      expect(alive.filter((name) => /dagger-engine|slirp4netns|docker-registr|dnsmasq/.test(name))).toEqual([])
    },
  )

  it("is taken over when the command that was starting it was killed", async () => {
    await stop()
    const interrupted = spawn("engine/with", ["true"], {
      env: { ...process.env, ...ownEngine },
      detached: true,
      stdio: "ignore",
    })
    await expect.poll(processes, { timeout: 20_000, interval: 50 }).not.toEqual([])
    process.kill(-interrupted.pid!, "SIGKILL")
    const called = await engineWith(["true"])
    expect(called.exitCode, called.stderr).toBe(0)
  })

  it("keeps its cache when it is stopped in an orderly way", async () => {
    const random = query(
      `{container{from(address:"busybox:1.37.0"){withExec(args:["sh","-c","head -c 8 /dev/urandom | md5sum # ${process.pid}"]){stdout}}}}`,
    )
    const before = await engineWith(random)
    expect((await stop()).exitCode).toBe(0)
    const after = await engineWith(random)
    expect(after.stdout, after.stderr).toBe(before.stdout)
  })

  it("moves the cache of a killed engine aside, so that much of it does not delay the next start", async () => {
    await engineWith(["true"])
    const folder = await engineFolder()
    await writeFile(join(folder, "state", "large"), "what the killed engine kept")
    for (const { pid, name } of await processes()) if (name === "unshare") process.kill(pid, "SIGKILL")
    await expect.poll(processes, { timeout: 20_000 }).toEqual([])

    const called = await engineWith(echo(`anew-${process.pid}`))
    expect(called.stdout, called.stderr).toContain(`anew-${process.pid}`)
    expect(said(called)).toContain("engine: the engine was killed before: it starts with an empty cache")
    expect(await readdir(join(folder, "state"))).not.toContain("large")
    await expect
      .poll(() => readdir(folder), { timeout: 20_000 })
      .not.toContainEqual(expect.stringMatching(/^discarded-/))
  })

  it("changes nothing on the host, and leaves nothing behind", async () => {
    await stop()
    const before = await hostState()
    await engineWith(echo("trace"))
    expect(await hostState()).toEqual(before)
    expect(await listening()).toEqual([])

    const stopped = await stop()
    expect(stopped.stderr).toMatch(/^engine: stopped /)
    expect(await processes()).toEqual([])
    expect(await hostState()).toEqual(before)
    expect((await stop()).stderr).toBe("engine: not running\n")
  })
})

/** What an engine that is not shut in would change; lists that it may only read are empty on some machines. */
async function hostState(): Promise<Record<string, string>> {
  const rules = await run("sh", [
    "-c",
    "iptables-save 2>/dev/null | grep -v '^[#:]'; nft list ruleset 2>/dev/null; true",
  ])
  const interfaces = (await read("/proc/net/dev")).split("\n").map((line) => line.split(":")[0]!.trim())
  return {
    mounts: await read("/proc/self/mounts"),
    rules: rules.stdout,
    interfaces: interfaces.join(),
    names: await read("/etc/resolv.conf"),
    forwarding: await read("/proc/sys/net/ipv4/ip_forward"),
    paths: (await run("sh", ["-c", "ls -d /opt/cni /run/dagger /var/lib/dagger /run/netns/* 2>/dev/null; true"]))
      .stdout,
  }
}

/** The TCP ports that the engine's processes hold on the host's own network. */
async function listening(): Promise<string[]> {
  const host = await readlink("/proc/self/ns/net")
  const sockets = new Set<string>()
  for (const { pid } of await processes()) {
    if ((await readlink(`/proc/${pid}/ns/net`)) !== host) continue
    for (const descriptor of await readdir(`/proc/${pid}/fd`))
      sockets.add(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ""))
  }
  const table = (await read("/proc/net/tcp")) + (await read("/proc/net/tcp6"))
  const listeners = table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A")
  return listeners.filter((fields) => sockets.has(`socket:[${fields[9]}]`)).map(([, address]) => address!)
}

describe("a build that was interrupted or fails", () => {
  let cache: string
  beforeAll(async () => {
    cache = await mkdtemp("/tmp/shipway-")
    const from = resolve(await engineFolder(), "../..")
    const to = join(cache, "shipway/engine")
    await mkdir(join(to, "parts"), { recursive: true })
    for (const part of await readdir(join(from, "parts")))
      if (/^(root|dagger)-[0-9a-f]+$/.test(part))
        await run("ln", ["-s", join(from, "parts", part), join(to, "parts", part)])
    await run("ln", ["-s", join(from, "images"), join(to, "images")])
    await cp(join(from, "images.ready"), join(to, "images.ready"))
  })
  afterAll(async () => {
    await command("engine/stop", [], { env: { ...ownEngine, XDG_CACHE_HOME: cache } })
    await rm(cache, { recursive: true })
    await rm(join(programs, "npm"), { force: true })
  })

  it("names the stage and its log, and builds anew the next time", async () => {
    await program("npm", "echo the registry is down >&2; exit 1")
    const failed = await engineWith(["true"], { XDG_CACHE_HOME: cache })
    expect(failed.exitCode).toBe(1)
    expect(failed.stderr).toContain("the registry is down")
    expect(said(failed).at(-1)).toMatch(/error: the TypeScript SDK, from npm could not be built .*\.log/)

    await rm(join(programs, "npm"))
    const built = await engineWith(echo("built"), { XDG_CACHE_HOME: cache })
    expect(built.stdout, built.stderr).toContain("built")
    expect(said(built).some((line) => /built 3\/3: the TypeScript SDK, from npm in \d+ s/.test(line))).toBe(true)
  })
})
