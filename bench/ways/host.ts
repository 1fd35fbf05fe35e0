/** Owns the ways without containers: the same steps as a serial script, as make -j, and as a workflow that act runs. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run } from "../exec.js"
import { makefile, serialScript, stepFile, workflow } from "../host/forms.js"
import { STOP_SERVERS } from "../host/servers.js"
import type { Step } from "../host/steps.js"
import type { Host } from "../host/tools.js"
import { copyTo } from "../copy.js"
import { logOf, place } from "../places.js"
import { readWork } from "../work.js"
import type { Way } from "./way.js"

type Form = "script" | "make" | "act"

/** What a checked-out source collects when tools run in it. */
export const LEFT_BY_TOOLS = ["app/.mypy_cache", "app/.pytest_cache"]

export function hostWay(name: Form, steps: readonly Step[], host: Host): Way {
  const home = (folder: string) => place(name, folder)
  const repository = home("repository")
  const environment = environmentOf(name, host, home)
  const command = commandOf(name, host, home, environment)
  const shell = (words: string[], log: string) =>
    run(words, { cwd: repository, env: environment, log: logOf(`${name}-${log}`) })
  mkdirSync(home("steps"), { recursive: true })
  copyTo(repository)
  for (const step of steps) writeFileSync(home(`steps/${step.name}.sh`), stepFile(step))
  writeFileSync(home("serial.sh"), serialScript(steps))
  writeFileSync(home("Makefile"), makefile(steps))
  writeFileSync(home("workflow.yml"), workflow(steps))
  const close = async () => void (await shell(["sh", "-c", STOP_SERVERS], "stop"))
  return {
    name,
    repository,
    close,
    work: () => readWork(home("out")),
    chill: async () => {
      for (const folder of [home("state"), ...LEFT_BY_TOOLS.map((path) => join(repository, path))])
        rmSync(folder, { recursive: true, force: true })
      await shell(["find", repository, "-name", "__pycache__", "-prune", "-exec", "rm", "-rf", "{}", "+"], "chill")
    },
    settle: async () => {
      emptyOut(home("out"), home("state"))
      for (const { name } of steps.filter((step) => /^(tools|lint-|image)/.test(step.name)))
        await shell(["sh", home(`steps/${name}.sh`)], "settle")
    },
    run: async () => {
      emptyOut(home("out"), home("state"))
      return shell(command, "run")
    },
  }
}

/** Proofs of an earlier run must not count for this one. */
export function emptyOut(out: string, state: string): void {
  rmSync(out, { recursive: true, force: true })
  for (const folder of ["log", "lint", "test", "tmp", "image"]) mkdirSync(join(out, folder), { recursive: true })
  mkdirSync(state, { recursive: true })
}

function environmentOf(name: Form, host: Host, home: (folder: string) => string): Record<string, string> {
  const number = { script: 0, make: 1, act: 2 }[name]
  return {
    REPO: home("repository"),
    STATE: home("state"),
    OUT: home("out"),
    STEPS: home("steps"),
    // Where the user of Postgres may go as well.
    DATA: join(tmpdir(), `shipway-bench-${name}`),
    PYTHON: host.python,
    PG_BIN: host.postgres,
    PG_PORT: String(host.port + 2 * number),
    REDIS_PORT: String(host.port + 2 * number + 1),
    PG_ADDRESS: `127.0.0.1:${host.port + 2 * number}`,
    REDIS_ADDRESS: `127.0.0.1:${host.port + 2 * number + 1}`,
    // Downloads are a cache as well: one for each way, gone with its state.
    UV_CACHE_DIR: home("state/downloads/uv"),
    PIP_CACHE_DIR: home("state/downloads/pip"),
    LANG: "C.UTF-8",
    XDG_CONFIG_HOME: home("config"),
  }
}

function commandOf(
  name: Form,
  host: Host,
  home: (folder: string) => string,
  environment: Record<string, string>,
): string[] {
  if (name === "script") return ["sh", home("serial.sh")]
  if (name === "make") return ["make", "-j", "--silent", `--makefile=${home("Makefile")}`]
  mkdirSync(home("config/act"), { recursive: true })
  // Without a file of its settings, act asks a person.
  writeFileSync(home("config/act/actrc"), "")
  const passed = Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`])
  return [
    host.act,
    "push",
    "--workflows",
    home("workflow.yml"),
    "--platform",
    "ubuntu-latest=-self-hosted",
    ...passed,
    "--bind",
    "--no-cache-server",
    "--pull=false",
  ]
}
