/** Owns what a user may write in shipway.yaml: strict shapes, each key described. */
import { z } from "zod"
import { Severity } from "../../src/names.js"
import { Approval } from "./approval-schema.js"
import { Rollback } from "./rollback-schema.js"
import { Readiness } from "./readiness-schema.js"
import { AlertName, AlertRule, Bake } from "./bake-schema.js"
import { Image } from "./image-schema.js"
import { Load } from "./load-schema.js"
import { Journal } from "./journal-schema.js"
import { NotifierConfig } from "./notify-schema.js"
import { Environment } from "./environment-schema.js"
import { Variables } from "./variables-schema.js"
import { suiteDeadline, toolDeadline } from "./deadline-schema.js"

const NAME = /^[a-z][a-z0-9-]*$/
const name = z.string().regex(NAME, {
  error: ({ input }) => {
    const near = String(input)
      .toLowerCase()
      .replaceAll(/[ _.]+/g, "-")
    const meant = NAME.test(near) ? `; did you mean ${near}?` : ""
    return `a name is lower-case letters, digits and dashes, starting with a letter${meant}`
  },
})
const Command = z.array(z.string().min(1)).min(1).describe("An argument list, run without a shell.")
const Globs = z
  .array(z.string().min(1))
  .min(1)
  .describe("Globs below `directory`: the files it reads. What it does not read cannot make it run again.")

export const Toolchain = z.strictObject({
  image: z.string().optional().describe("The base image of tools and suites."),
  lockFiles: z.array(z.string()).optional().describe("Files below `directory` that decide what is installed."),
  install: z
    .array(Command)
    .optional()
    .describe("Commands that install tools and dependencies, run once per set of lock files."),
  installed: z
    .array(z.string())
    .optional()
    .describe("Folders below `directory` that `install` fills, such as node_modules; tools find them there."),
  caches: z.record(name, z.string().startsWith("/")).optional().describe("Download caches: name → path."),
  variables: Variables.optional(),
})

export const Preset = z.enum(["python", "node", "go"])

export const Format = z
  .enum(["text", "lines", "diff", "mypy", "bandit", "eslint", "sarif", "pip-audit", "safety"])
  .describe(
    "How to read the findings: text (not at all, the default), lines (path:line:column: CODE message, as flake8 and compilers print), diff (a formatter's), or the tool's own JSON or SARIF. A report that cannot be read is never clean.",
  )

const ExitCode = z.int().min(1).max(255)

const toolBase = {
  command: Command.describe(
    "Run without a shell. {report} is the file to read findings from (without it: standard output), {out} a folder for other files.",
  ),
  inputs: Globs.optional(),
  warnOnly: z.boolean().optional().describe("Report a failure without failing the step. Default false."),
  format: Format.optional(),
  prepare: Command.optional().describe(
    "Run once per set of lock files, where they are and the source is not: fills a cache of the dependencies that the command then uses.",
  ),
  before: Command.optional().describe("Run first in the same container."),
  exitCodes: z
    .strictObject({ failed: z.array(ExitCode).optional(), inconclusive: z.array(ExitCode).optional() })
    .optional()
    .describe("What exit codes mean; with this, any other is an error. Default: every code but 0 is failed."),
  image: z.string().optional().describe("Run in this image instead of the prepared environment."),
  preset: Preset.optional().describe("Run in this preset's environment instead of the prepared one."),
  toolchain: Toolchain.optional().describe("Run in an environment of its own instead of the prepared one."),
  ...toolDeadline,
}

const Tool = z.strictObject({
  ...toolBase,
  fix: Command.optional().describe("The command that mends what it finds, for `dagger call fix`."),
})

const Advisories = z.strictObject({
  source: z.string().describe("What the advisory data is called, for the report."),
  date: Command.describe("Prints the date of the data: ISO 8601, or seconds since 1970."),
  staleAfterDays: z.int().min(1).default(30).describe("Older data is a warning in the report."),
})

const AuditTool = z.strictObject({
  ...toolBase,
  onInconclusive: z
    .enum(["fail", "warn"])
    .optional()
    .describe("What no network, an unreadable report or a skipped dependency does to the step. Default fail."),
  lockFile: z.string().optional().describe("The file below `directory` that it audits: findings point at it."),
  advisories: Advisories.optional().describe("Where the advisory data is a copy: how old it is. Default: live."),
})

const Suite = z.strictObject({
  command: Command.describe(
    "The test command; {junit} is the JUnit file it must write, {coverage} the Cobertura file, {out} a folder for other files.",
  ),
  inputs: Globs.optional(),
  needs: z.array(name).optional().describe("Suites that must pass first; without them it is skipped."),
  before: Command.optional().describe("Run first in the same container, with the services up: migrations, fixtures."),
  services: z.array(name).optional().describe("Which of `services` it needs; each suite gets instances of its own."),
  coverage: z
    .strictObject({
      over: z.int().min(0).max(99).describe("Lines and branches covered must be strictly above this percent."),
    })
    .optional(),
  retries: z
    .int()
    .min(1)
    .max(5)
    .optional()
    .describe(
      "How often a failed run is repeated, with fresh services; who passes only then is flaky. Default: not at all.",
    ),
  retryCommand: Command.optional().describe(
    "Repeats the failed tests only, in the folder as the run before left it, as `pytest --last-failed` does. Default: command.",
  ),
  shards: z
    .int()
    .min(2)
    .max(100)
    .optional()
    .describe("Containers to split it over; {shard} counts from 1, {shards} is this number."),
  files: Globs.optional().describe(
    "Globs below `directory`: the test files to split over the shards; the argument {files} stands for a shard's own.",
  ),
  durations: z
    .string()
    .optional()
    .describe("File below `directory`: JSON of seconds by test file, from an earlier report's durations.json."),
  noTestsExitCode: ExitCode.optional().describe("What the runner exits with in a shard without a test, as pytest's 5."),
  ...suiteDeadline,
})

const Service = z.strictObject({
  kind: z.enum(["postgres", "redis"]),
  image: z
    .string()
    .optional()
    .describe(
      "Another image of the same kind, for a private mirror. The official postgres is initialised once and kept as a layer.",
    ),
  variable: z.string().describe("The environment variable that receives its URL."),
  args: z.array(z.string().min(1)).default([]).describe("More arguments for its server: [-c, max_connections=500]."),
  readyWithinSeconds: z.int().min(1).max(600).default(60).describe("Not healthy by then fails whoever needs it."),
})

const Identity = z.strictObject({
  path: z.string().startsWith("/"),
  version: z.string().default("version").describe("JSON path of the version in the answer."),
  digest: z.string().optional().describe("JSON path of the image digest in the answer."),
})

const scalar = z.union([z.string(), z.number(), z.boolean()])
const Expectations = z
  .record(z.string(), z.union([scalar, z.strictObject({ matches: z.string().describe("A regular expression.") })]))
  .describe("JSON path (`citations.0.document`) → the value it must equal, or {matches: regex}.")

const probeBase = {
  path: z.string().startsWith("/"),
  json: Expectations.optional(),
  maxSeconds: z.number().positive().default(10).describe("The answer must be complete within this time."),
  times: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe("Consecutive passes it takes; a stale instance behind a load balancer fails one of them."),
  severity: z.enum(Severity).default(Severity.Critical),
}

const HttpProbe = z.strictObject({
  ...probeBase,
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional().describe("Sent as JSON."),
  upload: z
    .strictObject({
      field: z.string().default("file"),
      filename: z.string(),
      contentType: z.string(),
      content: z.string(),
    })
    .optional()
    .describe("Sent as multipart/form-data."),
  status: z.int().min(100).max(599).default(200),
})

const SocketProbe = z.strictObject({
  ...probeBase,
  websocket: z.strictObject({
    send: z.json().describe("Sent as one JSON message; a later message must fulfil `json`."),
  }),
})

export const Probe = z.union([HttpProbe, SocketProbe])

export const Config = z.strictObject({
  $schema: z.string().optional(),
  project: name.describe("Names caches, journal and volumes; unique per engine."),
  preset: Preset.optional().describe("Fills in the toolchain."),
  directory: z.string().default(".").describe("Where tools and suites run, below the source."),
  toolchain: Toolchain.optional(),
  lint: z.record(name, z.union([Command, Tool])).optional(),
  audit: z
    .record(name, AuditTool)
    .optional()
    .describe(
      "Lint tools that read an advisory database: run anew within a day, and inconclusive when they cannot tell.",
    ),
  services: z.record(name, Service).optional(),
  tests: z.record(name, Suite).optional(),
  image: Image.optional(),
  identity: Identity.optional().describe("Where the service says which release it is."),
  probes: z.record(name, Probe).optional().describe("Run by smoke (staging) and verify (production), in this order."),
  load: Load.optional().describe("The load test in staging: one load, or several scenarios; see docs/load.md."),
  approval: Approval.optional().describe(
    "Production waits for a person: release --approve NAME. Default: it does not.",
  ),
  alerts: z.record(AlertName, AlertRule).optional().describe("What the bake watches."),
  bake: Bake.optional().describe("How production is watched after the release serves."),
  rollback: Rollback.prefault({}).describe("What becomes of production after a bad release; see docs/rollback.md."),
  readiness: Readiness.optional().describe(
    "What must be so before production is touched, so that there is a way back.",
  ),
  notify: z.record(name, NotifierConfig).optional().describe("Who is told what about a release."),
  journal: Journal.optional(),
  environments: z
    .strictObject({ staging: Environment.optional(), production: Environment.optional() })
    .optional()
    .describe("Where a release goes; see docs/targets.md."),
  faults: z
    .record(name, Variables)
    .optional()
    .describe("Rehearsable faults: name → variables that switch it on in the image."),
})

export type Config = z.infer<typeof Config>
export type Preset = z.infer<typeof Preset>
export type Format = z.infer<typeof Format>
export type Advisories = z.infer<typeof Advisories>
export type Probe = z.infer<typeof Probe>
export type HttpProbe = z.infer<typeof HttpProbe>
export type SocketProbe = z.infer<typeof SocketProbe>
export type { Scenario } from "./load-schema.js"
export type { ImageConfig } from "./image-schema.js"
export type Identity = z.infer<typeof Identity>
export type ServiceConfig = z.infer<typeof Service>
export type Expectation = string | number | boolean | { matches: string }
