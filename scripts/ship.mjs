// Owns the way from one `dagger call` to both a report folder and the run's own exit code (docs/decisions/0002).
// Runs before any npm install: node: imports only.
import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { constructorSecrets, environmentWith, maskedFor, namedSecrets } from "./ship-secrets.mjs"
import { keep, keepReported } from "./ship-journal.mjs"

const USAGE = `usage: scripts/ship rehearse [--report FOLDER] [--journal FILE] [flags of the function]
  scripts/ship rehearse                                    the whole release, inside the engine
  scripts/ship rehearse --fault not-ready --at staging     the same with a fault that must not ship
  scripts/ship release --journal .shipway/journal.jsonl    the real one, its journal in a file: line by line, as they are written
A variable such as SHIPWAY_REGISTRY_PASSWORD that is set becomes --registry-password=env://SHIPWAY_REGISTRY_PASSWORD.
Each line NAME=value of SHIPWAY_NAMED_SECRETS becomes --secrets=env://NAME, for a secret that the config names so.
Every other flag goes to \`dagger call\`; flags before the function (-m, --config) come first: scripts/ship -m MODULE rehearse --source=.`

/** What a report folder of ours holds: after a run without a report just the log. */
const OURS = ["report.json", "dagger.log"]

const named = readNamed()
for (const line of maskedFor(process.env, named)) console.log(line)
const { report, argv, run, journal } = readArguments(process.argv.slice(2))
const keeping = journal && keep(journal)
const part = prepare(report)
const code = await call(keeping ? [`--journal=${keeping.passed}`, ...argv] : argv, part)
process.exitCode = finish(code)

function readArguments(given) {
  if (given.length === 0 || given.includes("--help") || given.includes("-h")) fail(USAGE, given.length === 0 ? 1 : 0)
  const rest = [...given]
  const report = resolve(take(rest, "report") ?? "report")
  const journal = take(rest, "journal")
  const run = value(rest, "run") ?? `run-${randomUUID().slice(0, 8)}`
  const byHand = []
  for (let uris; (uris = take(rest, "secrets")) !== undefined;) byHand.push(uris)
  const argv = [...passed(given, byHand), ...rest, ...(value(rest, "run") ? [] : ["--run", run])]
  return { report, run, argv, journal: journal && resolve(journal) }
}

/** Named in the config, beside those that are passed by hand. */
function passed(given, byHand) {
  const uris = [...byHand, ...Object.keys(named).map((name) => `env://${name}`)]
  const flags = constructorSecrets((flag) => value(given, flag) !== undefined, process.env)
  return uris.length > 0 ? [...flags, `--secrets=${uris.join(",")}`] : flags
}

function readNamed() {
  try {
    return namedSecrets(process.env)
  } catch (error) {
    fail(`ship: ${error.message}`, 1)
  }
}

function value(list, flag) {
  const index = list.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`))
  if (index < 0) return undefined
  return list[index].includes("=") ? list[index].slice(flag.length + 3) : list[index + 1]
}

function take(list, flag) {
  const found = value(list, flag)
  const index = list.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`))
  if (index >= 0) list.splice(index, list[index].includes("=") ? 1 : 2)
  return found
}

/** A folder beside the last one, so that a killed run leaves neither half a report nor somebody's files behind. */
function prepare(folder) {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !OURS.some((file) => existsSync(join(folder, file))))
    fail(`ship: ${folder} holds files that are not a report; name another folder with --report`, 1)
  const parent = resolve(folder, "..")
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, ".report-"))
}

function call(argv, part) {
  const begun = Date.now()
  const log = createWriteStream(join(part, "dagger.log"))
  const words = ["--progress=plain", "call", ...argv, "files", "export", "--path", join(part, "files")]
  const env = environmentWith(named, process.env)
  const child = spawn("dagger", words, { stdio: ["ignore", "ignore", "pipe"], env })
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
  const lines = createInterface({ input: child.stderr })
  lines.on("line", (line) => {
    log.write(`${line}\n`)
    keeping?.hear(plain(line))
    const step = /shipway ([▶✔✘?–!·] .*)$/.exec(plain(line))
    if (step) console.error(`${elapsed(begun)}  ${step[1]}`)
  })
  return new Promise((done) => {
    child.on("error", (error) =>
      fail(
        `ship: dagger cannot be started: ${error.message}; run this through engine/with, or install the Dagger command line`,
        1,
      ),
    )
    child.on("close", (exit, signal) => log.end(() => done(signal ? 1 : exit)))
  })
}

/** Since the call began: `12.3 s`, right-aligned up to hours. */
function elapsed(begun) {
  const seconds = (Date.now() - begun) / 1000
  const text =
    seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
  return text.padStart(11)
}

function finish(code) {
  const written = join(part, "files", "report.json")
  if (code !== 0 || !existsSync(written)) return explain(code)
  const { run: reported, exitCode } = JSON.parse(readFileSync(written, "utf8"))
  if (reported !== run || !Number.isInteger(exitCode))
    return explain(1, `the report is of run ${reported}, not of ${run}`)
  renameSync(join(part, "dagger.log"), join(part, "files", "dagger.log"))
  if (journal) keepReported(journal, join(part, "files", "journal.jsonl"))
  rmSync(report, { recursive: true, force: true })
  renameSync(join(part, "files"), report)
  rmSync(part, { recursive: true, force: true })
  console.log(readFileSync(join(report, "summary.txt"), "utf8"))
  console.log(
    `Report: ${join(report, "report.html")} (and report.md, report.json, junit.xml, dagger.log, a folder per step)`,
  )
  return exitCode
}

/** No report: what dagger said last is all there is, and it is never a pass. */
function explain(code, reason = "there is no report") {
  const said = plain(readFileSync(join(part, "dagger.log"), "utf8"))
    .trimEnd()
    .split("\n")
  const from = said.findLastIndex((line) => line.startsWith("Error:"))
  console.error(said.slice(from >= 0 ? from : -40).join("\n"))
  console.error(`ship: ${reason}; dagger ended with exit code ${code}`)
  // The earlier report must not pass for this run's; this run's log is all the evidence there is.
  rmSync(`${report}.previous`, { recursive: true, force: true })
  if (existsSync(report)) renameSync(report, `${report}.previous`)
  mkdirSync(report)
  renameSync(join(part, "dagger.log"), join(report, "dagger.log"))
  rmSync(part, { recursive: true, force: true })
  console.error(`ship: the whole log is ${join(report, "dagger.log")}`)
  return code || 1
}

function plain(text) {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "")
}

function fail(message, code) {
  console.error(message)
  process.exit(code)
}
