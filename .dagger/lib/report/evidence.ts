/** Owns the evidence that a step leaves for the report: small, bounded, and journalled with the step, so that a resumed run still has it. */
import type { Level } from "../evidence/findings/finding.js"
import type { CaseStatus } from "../evidence/junit.js"
import type { Severity, StepStatus } from "../../src/names.js"

/** What a step showed beyond its parts; each kind of step fills in its own. The names are those of the parts. */
export interface Evidence {
  lint?: ToolFindings[]
  tests?: SuiteTests[]
  probes?: ProbeRounds[]
  load?: LoadCurves[]
  bake?: BakeWatch
  /** The end of what a platform or the app's own command said. */
  log?: string
  /** Files in the step's folder that a person would open first. */
  open?: { text: string; path: string }[]
}

export interface ToolFindings {
  name: string
  /** All of them; `findings` may hold fewer. */
  total: number
  levels: Record<Level, number>
  findings: { level: Level; place: string; rule: string; message: string; help: string | null }[]
  /** What the tool did not look at. */
  gaps: string[]
}

export interface SuiteTests {
  name: string
  passed: number
  failed: number
  skipped: number
  flaky: number
  seconds: number
  coverage: SuiteCoverage | null
  /** Failed first, then flaky, then the slowest; may be fewer than there are. */
  cases: { name: string; status: CaseStatus; flaky: boolean; seconds: number; text: string }[]
}

export interface SuiteCoverage {
  covered: number
  valid: number
  /** The gate, in percent; nothing where there is none. */
  over: number | null
  /** The least covered first; may be fewer than there are. */
  files: { name: string; covered: number; valid: number }[]
  filesTotal: number
}

export interface ProbeRounds {
  name: string
  severity: Severity
  asks: string
  expects: string[]
  maxSeconds: number
  /** One for each time it was asked; fewer than `times` when one went wrong. */
  seconds: number[]
  times: number
}

/** One scenario; where only one is declared, all of the load. */
export interface LoadCurves {
  name: string
  ratePerSecond: number
  durationSeconds: number
  requests: number
  errorPercent: number
  dropped: number
  thresholds: { p95Seconds: number; errorPercent: number; minRequests: number }
  /** Of the answers that were as expected: percentile and seconds, rising. */
  latency: { percentile: number; seconds: number }[]
  /** The run in equal slices of time. */
  slices: LoadSlice[]
  endpoints: { asks: string; requests: number; errorPercent: number; p95Seconds: number | null }[]
}

export interface LoadSlice {
  /** Since the load began. */
  from: number
  until: number
  requests: number
  errors: number
  /** Nothing where nothing was answered. */
  p95Seconds: number | null
}

export interface BakeWatch {
  from: string
  durationSeconds: number
  extended: boolean
  rules: { name: string; severity: Severity; status: StepStatus; expr: string; forSeconds: number }[]
  /** In seconds since `from`; negative before the window began. */
  spells: { alert: string; state: "pending" | "firing"; from: number; until: number; ours: boolean }[]
  spellsTotal: number
  series: BakeSeries[]
}

export interface BakeSeries {
  name: string
  expr: string
  problem: string | null
  /** In seconds since `from`; a value that is no number is null. */
  lines: { labels: string; points: [number, number | null][] }[]
  linesTotal: number
}
