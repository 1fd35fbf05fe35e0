/** Owns the lock file with one dependency more: locked once by uv itself, outside of every measurement. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./exec.js"
import { logOf, place, REPOSITORY } from "./places.js"

/** Pure Python, and needs nothing itself. */
const ADDED = "humanize>=4,<5"
const FILES = ["pyproject.toml", "uv.lock"]

/** The changed files by their path in the repository. */
export async function lockedDependency(python: string, source: string, uv: string): Promise<Record<string, string>> {
  const folder = place("dependency", source)
  if (!existsSync(join(folder, "locked"))) await lock(folder, python, uv)
  return Object.fromEntries(FILES.map((name) => [`app/${name}`, readFileSync(join(folder, name), "utf8")]))
}

async function lock(folder: string, python: string, uv: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const name of FILES) writeFileSync(join(folder, name), readFileSync(join(REPOSITORY, "app", name)))
  const manifest = join(folder, "pyproject.toml")
  const before = readFileSync(manifest, "utf8")
  writeFileSync(manifest, before.replace("dependencies = [\n", `$&  "${ADDED}",\n`))
  const log = logOf("dependency")
  await run([python, "-m", "venv", "uv"], { cwd: folder, log })
  await run(["uv/bin/pip", "install", "--quiet", uv], { cwd: folder, log })
  await run(["uv/bin/uv", "lock", "--python", python], {
    cwd: folder,
    log,
    env: { UV_SYSTEM_CERTS: "true", UV_PYTHON_DOWNLOADS: "never" },
  })
  writeFileSync(join(folder, "locked"), "")
}
