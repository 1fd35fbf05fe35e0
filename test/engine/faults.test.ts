/** Shows that no rehearsable fault ships, wherever it is: which step finds it, and what serves afterwards. */
import { beforeAll, describe, expect, it } from "vitest"
import { runFlow } from "../../.dagger/src/pipeline/flow.js"
import type { Report } from "../../.dagger/src/report/model.js"
import { toTable } from "../../.dagger/src/report/table.js"
import { contextFor, sample, useSession } from "./harness.js"

useSession()

const PROJECT = "test-faults"
/** What the wrong-version fault claims to be. */
const BOGUS = `sha256:${"0".repeat(64)}`

/** A load long enough to be one; the release's own is tested by the rehearsals that ship. */
const shortLoad = (config: string) =>
  `${config.replace("durationSeconds: 5", "durationSeconds: 2").replace("minRequests: 90", "minRequests: 30")}
rollback: { fixWindowSeconds: 4, everySeconds: 2, recoveredAfter: 2 }
`

/** A faulty release is another image than the one before, so that what serves tells the two apart. */
async function rehearse(fault?: string, at?: string): Promise<Report> {
  const before = await sample(PROJECT, shortLoad)
  const path = "app/roneira/services.py"
  const source = fault
    ? before.withNewFile(path, `${await before.file(path).contents()}\n\n# The next release.\n`)
    : before
  const context = await contextFor(source, { ...(fault ? { fault } : {}), ...(at ? { at } : {}) })
  return (await runFlow("release", context)).report
}

interface Row {
  fault: string
  /** The probe that finds it, and how bad that is. */
  probe: string
  severity: string
}

const faults: Row[] = [
  { fault: "not-ready", probe: "ready", severity: "critical" },
  { fault: "wrong-version", probe: "version", severity: "critical" },
  { fault: "error-rate", probe: "version", severity: "critical" },
  { fault: "upload-broken", probe: "upload", severity: "major" },
  { fault: "latency", probe: "chat", severity: "major" },
]

describe("a rehearsed fault", () => {
  let shipped: Report
  beforeAll(async () => {
    shipped = await rehearse()
    expect(shipped.verdict, toTable(shipped)).toBe("shipped")
  })

  it.each(faults)("in staging stops the release: $fault", async ({ fault, probe, severity }) => {
    const report = await rehearse(fault, "staging")
    const smoke = stepOf(report, "smoke staging")

    expect(report.release.digest).not.toBe(shipped.release.digest)
    expect(report).toMatchObject({ verdict: "stopped", exitCode: 1, fault: { name: fault, at: "staging" } })
    expect(smoke.status).toBe("failed")
    expect(smoke.parts.find(({ name }) => name === probe)!.summary).toContain(`[${severity}]`)
    expect(stepOf(report, "deploy production")).toMatchObject({
      status: "skipped",
      summary: "because smoke staging failed",
    })
    expect(serving(report, "production")).toMatchObject({
      recordedRun: shipped.run,
      recordedDigest: shipped.release.digest,
      answeredDigest: shipped.release.digest,
    })
    expect(serving(report, "staging")).toMatchObject({ recordedRun: report.run, recordedDigest: report.release.digest })
  })

  // After all staging rows: until there is a rollback, a fault in production stays there.
  it.each(faults)("in production is found and named: $fault", async ({ fault, probe, severity }) => {
    const report = await rehearse(fault, "production")
    const verify = stepOf(report, "verify production")

    expect(report).toMatchObject({ verdict: "left-degraded", exitCode: 4 })
    expect(verify.status).toBe("failed")
    expect(verify.parts.find(({ name }) => name === probe)!.summary).toContain(`[${severity}]`)
    const production = serving(report, "production")
    expect(production).toMatchObject({ recordedRun: report.run, recordedDigest: report.release.digest })
    expect(possibleAnswers(fault, report)).toContain(production.answeredDigest)
  })
})

/** What the faulty release itself says when it is asked for its digest: every second answer of error-rate is a 500. */
function possibleAnswers(fault: string, { release }: Report): (string | null)[] {
  if (fault === "wrong-version") return [BOGUS]
  return fault === "error-rate" ? [release.digest, null] : [release.digest]
}

function stepOf(report: Report, name: string) {
  return report.steps.find((step) => step.name === name)!
}

function serving(report: Report, name: string) {
  return report.environments.find((environment) => environment.name === name)!
}
