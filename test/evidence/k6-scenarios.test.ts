/** Shows what becomes of several load scenarios: each is judged by its own, and one that did not pass decides. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { scenariosOutcome } from "../../.dagger/lib/evidence/k6-scenarios.js"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import type { LoadCurves } from "../../.dagger/lib/report/evidence.js"
import { minimal, releasable, yamlOf } from "../config/config-text.js"

const outcome = (status: StepStatus, summary: string, severity?: Severity): Outcome => ({
  status,
  summary,
  ...(severity && { severity }),
  evidence: { open: [{ text: "k6's own dashboard", path: "dashboard.html" }] },
})
const ended = (name: string, ...how: Parameters<typeof outcome>) => ({ name, outcome: outcome(...how), durationMs: 5 })
const good = ended("browse", StepStatus.Passed, "900 requests")
const { Failed, Inconclusive, Error: Broken } = StepStatus

const measured = (name: string) => {
  const { evidence, ...rest } = good.outcome
  const load = [{ ...evidence, name }] as unknown as LoadCurves[]
  return { ...good, name, outcome: { ...rest, evidence: { ...evidence, load } } }
}

describe("several scenarios", () => {
  it("pass when each does", () => {
    expect(scenariosOutcome([measured("browse"), measured("chat")])).toMatchObject({
      status: "passed",
      summary: "2 scenarios kept their thresholds",
      parts: [{ name: "browse" }, { name: "chat" }],
      evidence: {
        load: [{ name: "browse" }, { name: "chat" }],
        open: [{ path: "browse/dashboard.html" }, { text: "chat: k6's own dashboard" }],
      },
    })
  })

  it.each([
    ["failed", [good, ended("chat", Failed, "p95 must stay below 3 s", Severity.Major)]],
    ["inconclusive", [good, ended("chat", Inconclusive, "too few", Severity.Major)]],
    ["error", [ended("chat", Broken, "k6 died", Severity.Major), ended("b", Failed, "errors", Severity.Critical)]],
    [
      "failed",
      [ended("chat", Inconclusive, "too few", Severity.Major), ended("b", Failed, "errors", Severity.Critical)],
    ],
  ])("are %s as the worst of them is", (status, all) => {
    const { parts, ...rest } = scenariosOutcome(all)

    expect(rest).toMatchObject({ status, summary: expect.stringContaining("scenarios did not pass\nchat: ") as string })
    expect(parts!.map(({ severity }) => severity)).toEqual(all.map(({ outcome }) => outcome.severity))
  })
})

const scenario = { ratePerSecond: 5, durationSeconds: 10, endpoints: [{ path: "/" }], thresholds: { minRequests: 40 } }
const load = (value: object) => loadConfig(yamlOf({ ...minimal, load: value }), "shipway.yaml").load

describe("load:", () => {
  it("in its short form is one scenario", () => {
    expect(load(releasable.load)).toMatchObject({ order: "together", scenarios: [{ name: "load", ratePerSecond: 10 }] })
  })

  it("names scenarios of their own rates, times, endpoints and thresholds, in order", () => {
    const chat = { ...scenario, ratePerSecond: 1, thresholds: { minRequests: 8, p95Seconds: 1 } }
    const resolved = load({ order: "in-turn", scenarios: { browse: scenario, chat } })!

    expect(resolved).toMatchObject({ order: "in-turn", scenarios: [{ name: "browse" }, { name: "chat" }] })
    expect(resolved.scenarios[1]!.thresholds).toEqual({ p95Seconds: 1, errorPercent: 5, minRequests: 8 })
  })

  it.each<[string, object, string]>([
    ["no scenario", { scenarios: {} }, "at least one scenario"],
    ["a key of the short form beside them", { scenarios: { browse: scenario }, ratePerSecond: 5 }, "ratePerSecond"],
    [
      "a minimum that none can reach",
      { scenarios: { browse: { ...scenario, thresholds: { minRequests: 51 } } } },
      "load.scenarios.browse.thresholds.minRequests: 51 requests cannot be reached",
    ],
    [
      "a scenario without thresholds",
      { scenarios: { browse: { ...scenario, thresholds: undefined } } },
      "load.scenarios.browse.thresholds",
    ],
  ])("is refused with %s", (_, value, message) => {
    expect(() => load(value)).toThrow(message)
  })
})
