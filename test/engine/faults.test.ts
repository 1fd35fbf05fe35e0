/** Shows that no rehearsable fault ships, wherever it is: which step finds it, and what serves afterwards. */
import { beforeAll, describe, expect, it } from "vitest"
import { runRelease } from "../../.dagger/lib/pipeline/release.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { toTable } from "../../.dagger/lib/report/table.js"
import { systemClock } from "../../.dagger/lib/exec/poll.js"
import { askManifest } from "../../.dagger/lib/exec/registry.js"
import { baseline } from "../../.dagger/lib/steps/baseline.js"
import { registry } from "../../.dagger/lib/targets/embedded/index.js"
import { contextFor, sample, throughTunnel, useSession } from "./harness.js"

useSession()

const PROJECT = "test-faults"

/** A load long enough to be one; the release's own is tested by the rehearsals that ship. */
const short = (config: string) =>
  config
    .replace("durationSeconds: 5", "durationSeconds: 2")
    .replace("minRequests: 90", "minRequests: 30")
    .replace("durationSeconds: 20", "durationSeconds: 10")
    .replace("fixWindowSeconds: 12, everySeconds: 3", "fixWindowSeconds: 4, everySeconds: 2")

/** A faulty release is another image than the one before, so that what serves tells the two apart. */
async function rehearse(fault?: string, at?: string): Promise<Report> {
  const before = await sample(PROJECT, short)
  const path = "app/roneira/services.py"
  const source = fault
    ? before.withNewFile(path, `${await before.file(path).contents()}\n\n# The next release.\n`)
    : before
  const context = await contextFor(source, { ...(fault ? { fault } : {}), ...(at ? { at } : {}) })
  return (await runRelease("rehearse", context, { source: await source.digest(), breakLock: false })).report
}

interface Row {
  fault: string
  /** The rule by which production goes back. */
  rule: string
  /** The probe that finds it, and how bad that is. */
  probe: string
  severity: string
}

const faults: Row[] = [
  { fault: "not-ready", rule: "critical", probe: "ready", severity: "critical" },
  { fault: "wrong-version", rule: "critical", probe: "version", severity: "critical" },
  { fault: "error-rate", rule: "critical", probe: "version", severity: "critical" },
  { fault: "upload-broken", rule: "window-over", probe: "upload", severity: "major" },
  { fault: "latency", rule: "window-over", probe: "chat", severity: "major" },
]

// They mostly wait (for a load, a bake, a fix window), and rehearsals at once must not disturb each other.
describe("a rehearsed fault", { concurrent: true }, () => {
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

  it.each(faults)(
    "in production is taken back: $fault, by the rule $rule",
    async ({ fault, rule, probe, severity }) => {
      const report = await rehearse(fault, "production")
      const verify = stepOf(report, "verify production")

      expect(report, toTable(report)).toMatchObject({ verdict: "rolled-back", exitCode: 3, decision: { rule } })
      expect(report.decision!.page).toBe(severity === "critical")
      expect(verify.status).toBe("failed")
      expect(verify.parts.find(({ name }) => name === probe)!.summary).toContain(`[${severity}]`)
      expect(stepOf(report, "rollback production").status).toBe("passed")
      expect(report.release.digest).not.toBe(shipped.release.digest)
      expect(await latest()).toEqual({ found: "present", digest: shipped.release.digest })
      expect(serving(report, "production")).toMatchObject({
        recordedRun: shipped.run,
        recordedDigest: shipped.release.digest,
        answeredDigest: shipped.release.digest,
      })
    },
  )
})

describe("a registry that does not answer", () => {
  const silenced = async () => ({
    ...(await contextFor(await sample(PROJECT, short))),
    reach: () => Promise.resolve("http://127.0.0.1:2"),
  })

  it("stops the release before anything is deployed, and is not called another digest", async () => {
    const { report } = await runRelease("rehearse", await silenced(), { source: "test", breakLock: false })

    expect(report).toMatchObject({ verdict: "stopped", exitCode: 1 })
    expect(stepOf(report, "publish")).toMatchObject({
      status: "error",
      summary: expect.stringContaining("[IMAGE_UNREAD]") as string,
    })
    expect(stepOf(report, "deploy staging").status).toBe("skipped")
  })

  it("is not taken for one from which nothing has shipped yet", async () => {
    await expect(baseline(await silenced())).rejects.toThrow(/\[RELEASE_UNREAD\].* gives no connection/)
  })
})

/** Only what has shipped is ever called that, in the registry that is real here too. */
async function latest() {
  const base = await throughTunnel(registry(PROJECT), 5000)
  return askManifest({ base, name: PROJECT, login: undefined, clock: systemClock }, "latest")
}

function stepOf(report: Report, name: string) {
  return report.steps.find((step) => step.name === name)!
}

function serving(report: Report, name: string) {
  return report.environments.find((environment) => environment.name === name)!
}
