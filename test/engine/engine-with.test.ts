/** Shows that engine/with finds, starts, shares and recovers an engine, and that neither it nor the engine leaves a trace. */
import { execFile, spawn } from "node:child_process"
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { command, type Called } from "./harness.js"

const run = promisify(execFile)
/** What engine/with hands on; a second engine/with inside these tests must not find it. */
const shared = process.env["_EXPERIMENTAL_DAGGER_RUNNER_HOST"]!
let bin: string
let own: Record<string, string>

beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), "shipway-bin-"))
  await script("docker", "exit 1")
  own = {
    PATH: `${bin}:${process.env["PATH"]}`,
    SHIPWAY_ENGINE_NAME: `test-${process.pid}`,
    _EXPERIMENTAL_DAGGER_RUNNER_HOST: "",
  }
})
afterAll(async () => {
  await command("engine/stop", [], { env: own })
  await rm(await engineFolder(), { recursive: true, force: true })
  await rm(bin, { recursive: true })
})

const engineWith = (args: string[], env: Record<string, string> = {}): Promise<Called> =>
  command("engine/with", args, { env: { ...own, ...env } })
const lines = (text: string): string[] =>
  text
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("engine:"))

/** A program of the test's own, first on the PATH. */
async function script(name: string, body: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`)
  await chmod(join(bin, name), 0o755)
}

const query = (text: string): string[] => ["sh", "-c", 'echo "$0" | dagger query --no-mod --silent', text]
const echoed = (word: string): string[] =>
  query(`{container{from(address:"busybox:1.37.0"){withExec(args:["echo","${word}"]){stdout}}}}`)

async function engineFolder(): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"]!, ".cache"), "shipway/engine")
  const versions = (await readdir(cache)).filter((name) => name.startsWith("v"))
  for (const version of versions)
    if ((await readdir(join(cache, version))).includes(own["SHIPWAY_ENGINE_NAME"]!))
      return join(cache, version, own["SHIPWAY_ENGINE_NAME"]!)
  return join(cache, "none")
}

/** Every process of the test's engine, by the root directory that its namespaces gave it; the outermost comes first. */
async function processes(): Promise<{ pid: number; name: string }[]> {
  const outermost = await run("sh", [
    "-c",
    `find -L /proc/[0-9]*/fd -maxdepth 1 -samefile "${await engineFolder()}/alive" 2>/dev/null | cut -d/ -f3 | sort -un`,
  ])
  const found = new Map<number, string>()
  const queue = outermost.stdout.trim().split("\n").filter(Boolean).map(Number)
  for (let pid = queue.shift(); pid; pid = queue.shift()) {
    if (found.has(pid)) continue
    found.set(pid, (await readFile(`/proc/${pid}/comm`, "utf8")).trim())
    queue.push(
      ...(await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ").filter(Boolean).map(Number),
    )
  }
  return [...found].map(([pid, name]) => ({ pid, name }))
}

describe("the command that engine/with runs", () => {
  it("gets its arguments, the whole of stdout, and decides the exit code", async () => {
    const called = await engineWith(["sh", "-c", 'echo "$0 $1"; exit 7', "a b", "c"])
    expect(called).toMatchObject({ exitCode: 7, stdout: "a b c\n" })
    expect(lines(called.stderr).at(-1)).toMatch(/^engine: using an engine of our own: /)
  })

  it("has dagger and its engine", async () => {
    const called = await engineWith(echoed(`word-${process.pid}`))
    expect(called.stdout, called.stderr).toContain(`word-${process.pid}`)
  })

  it("starts at once when the engine runs, after one line on stderr", async () => {
    const started = Date.now()
    const called = await engineWith(["true"])
    expect(lines(called.stderr)).toHaveLength(1)
    expect(Date.now() - started).toBeLessThan(1500)
  })

  it("is required", async () => {
    const called = await engineWith([])
    expect(called).toMatchObject({ exitCode: 1, stdout: "" })
    expect(called.stderr).toContain("Usage: engine/with COMMAND")
  })
})

describe("the engine of our own", () => {
  afterEach(async () => expect((await engineWith(["dagger", "version"])).exitCode).toBe(0))

  it("is started once when two ask at the same time", async () => {
    await command("engine/stop", [], { env: own })
    const called = await Promise.all([engineWith(["dagger", "version"]), engineWith(["dagger", "version"])])
    const said = called.flatMap(({ stderr }) => lines(stderr))
    expect(called.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(said.filter((line) => line.startsWith("engine: started the engine"))).toHaveLength(1)
    expect(said.filter((line) => line.includes("another process is building or starting"))).toHaveLength(1)
    expect((await processes()).filter(({ name }) => name === "dagger-engine")).toHaveLength(1)
  })

  it.each(["dagger-engine", "unshare", "slirp4netns", "docker-registry"])(
    "recovers when %s was killed, and nothing of the killed one lives on",
    async (victim) => {
      await engineWith(["true"])
      const before = await processes()
      process.kill(before.find(({ name }) => name === victim)!.pid, "SIGKILL")
      await expect.poll(processes, { timeout: 20_000 }).toEqual([])

      const called = await engineWith(echoed(`after-${victim}-${process.pid}`))
      expect(called.stdout, called.stderr).toContain(`after-${victim}-${process.pid}`)
      const alive = await Promise.all(
        before.map(({ pid }) => readFile(`/proc/${pid}/comm`, "utf8").catch(() => "gone")),
      )
      expect(alive.filter((name) => /dagger-engine|slirp4netns|docker-registr|dnsmasq/.test(name))).toEqual([])
    },
  )

  it("is taken over when the command that was starting it was killed", async () => {
    await command("engine/stop", [], { env: own })
    const interrupted = spawn("engine/with", ["true"], {
      env: { ...process.env, ...own },
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
    expect((await command("engine/stop", [], { env: own })).exitCode).toBe(0)
    const after = await engineWith(random)
    expect(after.stdout, after.stderr).toBe(before.stdout)
  })

  it("changes nothing on the host, and leaves nothing behind", async () => {
    await command("engine/stop", [], { env: own })
    const before = await hostState()
    await engineWith(echoed("trace"))
    expect(await hostState()).toEqual(before)
    expect(await listening()).toEqual([])

    const stopped = await command("engine/stop", [], { env: own })
    expect(stopped.stderr).toMatch(/^engine: stopped /)
    expect(await processes()).toEqual([])
    expect(await hostState()).toEqual(before)
    expect((await command("engine/stop", [], { env: own })).stderr).toBe("engine: not running\n")
  })
})

/** What an engine that is not shut in would change; lists that it may only read are empty on some machines. */
async function hostState(): Promise<Record<string, string>> {
  const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "")
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
  const table = (await readFile("/proc/net/tcp", "utf8")) + (await readFile("/proc/net/tcp6", "utf8"))
  const listeners = table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A")
  return listeners.filter((fields) => sockets.has(`socket:[${fields[9]}]`)).map(([, address]) => address!)
}

describe("what engine/with finds", () => {
  it("is kept when _EXPERIMENTAL_DAGGER_RUNNER_HOST names an engine that answers", async () => {
    const called = await engineWith(["sh", "-c", "echo $_EXPERIMENTAL_DAGGER_RUNNER_HOST"], {
      _EXPERIMENTAL_DAGGER_RUNNER_HOST: shared,
    })
    expect(called.stdout.trim()).toBe(shared)
    expect(lines(called.stderr)).toEqual([
      `engine: using the engine that _EXPERIMENTAL_DAGGER_RUNNER_HOST names: ${shared}`,
    ])
  })

  it("is said to be silent when nothing answers there", async () => {
    const silent = "unix:///nowhere/engine.sock"
    const called = await engineWith(["true"], { _EXPERIMENTAL_DAGGER_RUNNER_HOST: silent })
    expect(called.exitCode).toBe(0)
    expect(lines(called.stderr)[0]).toContain(
      `no engine answers the dagger on the PATH at _EXPERIMENTAL_DAGGER_RUNNER_HOST=${silent}`,
    )
    expect(lines(called.stderr).at(-1)).toMatch(/^engine: using an engine of our own: /)
  })
})

describe("Docker", () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "shipway-home-"))
    await script("docker", 'case "$1" in info | image) exit 0 ;; *) exit 1 ;; esac')
  })
  afterAll(async () => {
    await script("docker", "exit 1")
    await rm(join(bin, "dagger"), { force: true })
    await rm(home, { recursive: true })
  })

  it("is used with the dagger on the PATH when that is new enough", async () => {
    await script("dagger", 'echo "dagger v0.21.9 (registry.dagger.io/engine) linux/amd64"')
    const called = await engineWith([
      "sh",
      "-c",
      'echo "${_EXPERIMENTAL_DAGGER_RUNNER_HOST:-none} $(command -v dagger)"',
    ])
    expect(called.stdout.trim()).toBe(`none ${bin}/dagger`)
    expect(lines(called.stderr)).toEqual([
      `engine: using Dagger v0.21.8's official engine in Docker, with ${bin}/dagger`,
    ])
  })

  it.each([
    { checksum: "the right one", said: "official engine in Docker, with" },
    { checksum: "another", said: "could not be downloaded: dagger_v0.21.8_linux_amd64.tar.gz has the checksum" },
  ])("gets the official command line where there is none: $checksum", async ({ checksum, said }) => {
    await script("dagger", 'echo "dagger v0.18.0 (registry.dagger.io/engine) linux/amd64"')
    const downloads = await serveCommandLine(checksum === "another")
    try {
      const XDG_CACHE_HOME = await mkdtemp(join(home, "cache-"))
      const env = { ...own, XDG_CACHE_HOME, SHIPWAY_DAGGER_DOWNLOADS: downloads.url }
      // Not as root: what is refused must end in the error, not in an engine of our own.
      const called = await asNobody(["dagger", "version"], env, XDG_CACHE_HOME)
      expect(called.stderr).toContain(said)
      expect(called.stdout).toBe(checksum === "another" ? "" : "the official one\n")
    } finally {
      await downloads.close()
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
  await run("chmod", ["-R", "a+rX", copy, bin, ...(cache.startsWith(tmpdir()) ? [join(cache, "..")] : [])])
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
      const called = await asNobody(["true"], { ...own, XDG_CACHE_HOME: cache }, cache)
      expect(called.exitCode).toBe(1)
      expect(called.stderr.trim().split("\n")).toHaveLength(1)
      expect(called.stderr).toMatch(/^engine: error: .* needs root.*Docker.*_EXPERIMENTAL_DAGGER_RUNNER_HOST/)
    } finally {
      await rm(cache, { recursive: true })
    }
  })
})

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
    await command("engine/stop", [], { env: { ...own, XDG_CACHE_HOME: cache } })
    await rm(cache, { recursive: true })
    await rm(join(bin, "npm"), { force: true })
  })

  it("names the stage and its log, and builds anew the next time", async () => {
    await script("npm", "echo the registry is down >&2; exit 1")
    const failed = await engineWith(["true"], { XDG_CACHE_HOME: cache })
    expect(failed.exitCode).toBe(1)
    expect(failed.stderr).toContain("the registry is down")
    expect(lines(failed.stderr).at(-1)).toMatch(/error: the TypeScript SDK, from npm could not be built .*\.log/)

    await rm(join(bin, "npm"))
    const built = await engineWith(echoed("built"), { XDG_CACHE_HOME: cache })
    expect(built.stdout, built.stderr).toContain("built")
    expect(lines(built.stderr).some((line) => /built 3\/3: the TypeScript SDK, from npm in \d+ s/.test(line))).toBe(
      true,
    )
  })
})
