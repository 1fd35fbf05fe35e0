/** Owns what the ways without containers need of the machine; what is missing is one clear error. */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { run } from "../exec.js"
import { logOf, place, REPOSITORY } from "../places.js"

export const ACT = "v0.2.82"

export interface Host {
  python: string
  /** The folder of initdb and pg_ctl. */
  postgres: string
  act: string
  /** The first of six ports that are free. */
  port: number
}

export async function hostTools(withAct: boolean): Promise<Host> {
  const missing = ["make", "redis-server", "redis-cli", "sha256sum", "setpriv"].filter((name) => !onPath(name))
  const [python, postgres] = [findPython(), findPostgres()]
  if (!python) missing.push("python 3.11 with venv")
  if (!postgres) missing.push("PostgreSQL's initdb")
  if (missing.length > 0)
    throw new Error(
      `the ways without containers need ${missing.join(", ")} on this machine. On Debian 12: ` +
        "apt-get install --no-install-recommends make python3-venv postgresql redis-server; or leave them out: --ways shipway",
    )
  return { python: python!, postgres: postgres!, act: withAct ? await actBinary() : "act", port: await freePorts() }
}

/** The distribution's own first: it is what the base image has. */
function findPython(): string | undefined {
  return ["/usr/bin/python3", "/usr/local/bin/python3", "python3.11"].find((name) =>
    outputOf(name, "--version").includes(" 3.11."),
  )
}

function findPostgres(): string | undefined {
  const root = "/usr/lib/postgresql"
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(a) - Number(b)) : []
  // The version of the service first, else the nearest above.
  const folders = versions.filter((version) => Number(version) >= 15).map((version) => join(root, version, "bin"))
  return folders.find((folder) => existsSync(join(folder, "initdb")))
}

async function actBinary(): Promise<string> {
  const file = place("bin", ACT, "act")
  if (existsSync(file)) return file
  if (!onPath("go"))
    throw new Error(
      `act is built from its Go module, and there is no go on the PATH; or leave it out: --ways shipway,script,make`,
    )
  const env = { GOBIN: place("bin", ACT), GOTOOLCHAIN: "local" }
  await run(["go", "install", `github.com/nektos/act@${ACT}`], { cwd: REPOSITORY, env, log: logOf("act-install") })
  return file
}

const onPath = (name: string) => outputOf("sh", "-c", `command -v ${name}`) !== ""

export function outputOf(...[file, ...words]: [string, ...string[]]): string {
  try {
    return execFileSync(file, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim()
  } catch {
    return ""
  }
}

async function freePorts(): Promise<number> {
  for (let port = 26_100; port < 27_000; port += 10)
    if ((await Promise.all([0, 1, 2, 3, 4, 5].map((offset) => isFree(port + offset)))).every(Boolean)) return port
  throw new Error("no six free ports between 26100 and 27000")
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.on("error", () => done(false))
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)))
  })
}
