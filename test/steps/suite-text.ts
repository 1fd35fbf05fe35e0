/** Owns the smallest suites and attempts for tests of verdicts. */
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { Suite } from "../../.dagger/lib/config/resolve.js"
import type { Ended } from "../../.dagger/lib/steps/attempt.js"
import { minimal, yamlOf } from "../config/config-text.js"

export function makeSuite(changes: Partial<Suite> = {}): Suite {
  return { ...loadConfig(yamlOf(minimal), "shipway.yaml").tests[0]!, ...changes }
}

export function makeAttempt(changes: Partial<Ended> = {}): Ended {
  return {
    exitCode: 0,
    stdout: "",
    stderr: "",
    startedAt: 0,
    durationMs: 1000,
    cached: false,
    junit: cases("p"),
    ...changes,
  }
}

/** "pfs" is a report of a passed case a, a failed case b and a skipped case c. */
export function cases(text: string): string {
  const ends: Record<string, string> = { p: "", f: `<failure message="why"/>`, s: "<skipped/>" }
  return `<testsuite>${[...text].map((end, index) => `<testcase name="${"abc"[index]}" time="1">${ends[end]}</testcase>`).join("")}</testsuite>`
}

/** One file whose first lines are covered. */
export function coverage(covered: number, valid: number, first = 1): string {
  const lines = Array.from({ length: valid }, (_, index) => index + 1)
  const hit = (line: number) => (line >= first && line < first + covered ? 1 : 0)
  return `<coverage lines-covered="${covered}" lines-valid="${valid}" branches-covered="0" branches-valid="0"><package name="p"><class filename="m"><lines>${lines.map((line) => `<line number="${line}" hits="${hit(line)}"/>`).join("")}</lines></class></package></coverage>`
}
