/** Owns what one run of a suite's command proves: exit code and cases must agree that it passed. Pure. */
import type { Suite } from "../config/resolve.js"
import { readJunit, type TestCase } from "../evidence/junit.js"
import { lateness } from "../exec/deadline.js"
import { BEFORE_FAILED, isDeath, type ToolDeath, type ToolEnd } from "../exec/tool-end.js"

/** A file that was not written is absent, which is no evidence. */
export interface Evidence {
  junit?: string | undefined
  coverage?: string | undefined
}

export type Ended = ToolEnd & Evidence

export type Attempt = Ended | ToolDeath

/** Why the attempt did not pass; nothing when it did. A shard may have had no tests to run. */
export function problemOf(suite: Suite, attempt: Attempt): string | undefined {
  if (isDeath(attempt)) return deathOf(attempt.died)
  const { exitCode } = attempt
  if (exitCode === BEFORE_FAILED) return "the command under before: failed, no test ran"
  const cases = readable(attempt.junit, readJunit)
  if (attempt.late) return `${lateness(attempt.late, suite.timeoutSeconds, `tests.${suite.name}`)}${inWords(cases)}`
  if (exitCode !== 0 && !(exitCode === suite.noTestsExitCode && Array.isArray(cases) && ranOf(cases) === 0))
    return `exit code ${exitCode}${inWords(cases)}`
  if (typeof cases === "string") return `no JUnit report to prove it: ${cases}`
  const failed = cases.find(({ status }) => status === "failed")
  return failed && `exit code 0, but its report holds a failure: ${failed.name}`
}

function inWords(cases: TestCase[] | string): string {
  return typeof cases === "object" ? `, ${tally(cases)}` : ""
}

/** The engine names the service that did not come up; everything else was the suite's own death. */
function deathOf(died: string): string {
  const service = /start \S+ \(aliased as ([^)]+)\): (.*?)(?: \[traceparent:|\n|$)/.exec(died)
  return service ? `its service ${service[1]} did not get ready: ${service[2]}` : "the suite died before it was done"
}

/** The cases of an attempt, none when there is no readable report. */
export function casesOf(attempt: Attempt): TestCase[] {
  const cases = isDeath(attempt) ? [] : readable(attempt.junit, readJunit)
  return typeof cases === "string" ? [] : cases
}

export function ranOf(cases: readonly TestCase[]): number {
  return cases.filter(({ status }) => status !== "skipped").length
}

export function readable<T extends object>(text: string | undefined, read: (text: string) => T): T | string {
  if (text === undefined) return "the file was not written"
  if (text.trim() === "") return "the file is empty"
  try {
    return read(text)
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0]! : String(error)
  }
}

export function tally(cases: readonly TestCase[]): string {
  const of = (status: TestCase["status"]) => cases.filter((one) => one.status === status).length
  const parts = [
    `${of("passed")} passed`,
    of("failed") && `${of("failed")} failed`,
    of("skipped") && `${of("skipped")} skipped`,
  ]
  return parts.filter(Boolean).join(", ")
}
