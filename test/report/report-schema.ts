/** Owns the report's JSON Schema, beside the types and not in the module: nothing there has to parse a report. */
import { z } from "zod"
import { ENVIRONMENTS, EVENTS, Severity, StepStatus, Verdict } from "../../.dagger/src/names.js"

const Environment = z.enum(ENVIRONMENTS)
const Count = z.int().min(0)
const At = z.iso.datetime()
const Level = z.enum(["error", "warning", "note"])
// Typed as the enums themselves: what zod infers from one is equal to it, and not the same.
const Status: z.ZodType<StepStatus> = z.enum(StepStatus)
const SeverityWord: z.ZodType<Severity> = z.enum(Severity)
const VerdictWord: z.ZodType<Verdict> = z.enum(Verdict)

const Tool = z.strictObject({
  name: z.string(),
  total: Count,
  levels: z.strictObject({ error: Count, warning: Count, note: Count }),
  findings: z.array(
    z.strictObject({
      level: Level,
      place: z.string(),
      rule: z.string(),
      message: z.string(),
      help: z.string().nullable(),
    }),
  ),
  gaps: z.array(z.string()),
})

const Covered = { covered: Count, valid: Count }
const Suite = z.strictObject({
  name: z.string(),
  passed: Count,
  failed: Count,
  skipped: Count,
  flaky: Count,
  seconds: z.number(),
  coverage: z
    .strictObject({
      ...Covered,
      over: z.number().nullable(),
      files: z.array(z.strictObject({ name: z.string(), ...Covered })),
      filesTotal: Count,
    })
    .nullable(),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(["passed", "failed", "skipped"]),
      flaky: z.boolean(),
      seconds: z.number(),
      text: z.string(),
    }),
  ),
})

const Probe = z.strictObject({
  name: z.string(),
  severity: SeverityWord,
  asks: z.string(),
  expects: z.array(z.string()),
  maxSeconds: z.number(),
  seconds: z.array(z.number()),
  times: Count,
})

const Load = z.strictObject({
  name: z.string(),
  ratePerSecond: z.number(),
  durationSeconds: z.number(),
  requests: Count,
  errorPercent: z.number(),
  dropped: Count,
  thresholds: z.strictObject({ p95Seconds: z.number(), errorPercent: z.number(), minRequests: z.number() }),
  latency: z.array(z.strictObject({ percentile: z.number(), seconds: z.number() })),
  slices: z.array(
    z.strictObject({
      from: z.number(),
      until: z.number(),
      requests: Count,
      errors: Count,
      p95Seconds: z.number().nullable(),
    }),
  ),
  endpoints: z.array(
    z.strictObject({ asks: z.string(), requests: Count, errorPercent: z.number(), p95Seconds: z.number().nullable() }),
  ),
})

const Bake = z.strictObject({
  from: At,
  durationSeconds: z.number(),
  extended: z.boolean(),
  rules: z.array(
    z.strictObject({
      name: z.string(),
      severity: SeverityWord,
      status: Status,
      expr: z.string(),
      forSeconds: z.number(),
    }),
  ),
  spells: z.array(
    z.strictObject({
      alert: z.string(),
      state: z.enum(["pending", "firing"]),
      from: z.number(),
      until: z.number(),
      ours: z.boolean(),
    }),
  ),
  spellsTotal: Count,
  series: z.array(
    z.strictObject({
      name: z.string(),
      expr: z.string(),
      problem: z.string().nullable(),
      lines: z.array(
        z.strictObject({ labels: z.string(), points: z.array(z.tuple([z.number(), z.number().nullable()])) }),
      ),
      linesTotal: Count,
    }),
  ),
})

const Evidence = z.strictObject({
  lint: z.array(Tool).optional(),
  tests: z.array(Suite).optional(),
  probes: z.array(Probe).optional(),
  load: z.array(Load).optional(),
  bake: Bake.optional(),
  log: z.string().optional(),
  open: z.array(z.strictObject({ text: z.string(), path: z.string() })).optional(),
})

const Part = z.strictObject({
  name: z.string(),
  status: Status,
  summary: z.string(),
  durationMs: z.number(),
  cached: z.boolean(),
  tail: z.string().optional(),
  note: z.string().optional(),
})

const Step = z.strictObject({
  name: z.string(),
  status: Status,
  startedAt: At,
  durationMs: z.number(),
  cached: z.boolean(),
  summary: z.string(),
  remembered: z.boolean(),
  after: z.array(z.string()),
  environment: Environment.nullable(),
  changes: z.string().nullable(),
  folder: z.string().nullable(),
  parts: z.array(Part),
  evidence: Evidence,
})

const Finding = z.strictObject({ source: z.string(), severity: SeverityWord, summary: z.string() })

const Decision = z.strictObject({
  action: z.enum(["keep", "keep-old", "roll-back", "fix-window", "take-down", "leave"]),
  rule: z.string(),
  obstacle: z.string().nullable(),
  reason: z.string(),
  page: z.boolean(),
  issue: z.boolean(),
  looks: z.array(
    z.strictObject({
      at: At,
      durationMs: z.number(),
      proofs: z.array(z.string()),
      clean: z.boolean(),
      findings: z.array(Finding),
      problem: z.string().nullable(),
    }),
  ),
})

const Told = z.strictObject({
  results: z.array(
    z.strictObject({
      notifier: z.string(),
      event: z.enum(EVENTS),
      key: z.string(),
      status: z.enum(["delivered", "already-sent", "undelivered", "held"]),
      tries: Count,
      reason: z.string(),
    }),
  ),
  unheardPages: z.array(z.string()),
})

export const ReportSchema = z.strictObject({
  schemaVersion: z.literal(2),
  project: z.string(),
  flow: z.enum(["ci", "release", "rehearse"]),
  run: z.string(),
  verdict: VerdictWord,
  exitCode: z.int(),
  release: z.strictObject({
    version: z.string(),
    sha: z.string(),
    image: z.string().nullable(),
    digest: z.string().nullable(),
    previous: z.strictObject({ version: z.string(), digest: z.string() }).nullable(),
  }),
  fault: z.strictObject({ name: z.string(), at: Environment }).nullable(),
  decision: Decision.nullable(),
  startedAt: At,
  durationMs: z.number(),
  steps: z.array(Step),
  criticalPath: z.array(z.string()),
  omitted: z.array(z.strictObject({ name: z.string(), key: z.string() })),
  environments: z.array(
    z.strictObject({
      name: Environment,
      recordedDigest: z.string().nullable(),
      recordedRun: z.string().nullable(),
      answeredDigest: z.string().nullable(),
      answeredVersion: z.string().nullable(),
      url: z.string().nullable(),
      problem: z.string().nullable(),
    }),
  ),
  journal: z.array(
    z.strictObject({
      at: At,
      attempt: z.int(),
      event: z.enum(["opened", "noted", "began", "ended", "told"]),
      about: z.string(),
    }),
  ),
  told: Told.nullable(),
  next: z.array(z.strictObject({ why: z.string(), command: z.string() })),
})
