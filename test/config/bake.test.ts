/** Shows which bakes are refused: those that could not fail in time, or have nothing to look at. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { minimal, yamlOf } from "./config-text.js"

const load = { ratePerSecond: 10, durationSeconds: 5, endpoints: [{ path: "/" }], thresholds: { minRequests: 40 } }
const rule = { expr: "up == 0", evidence: "up", severity: "critical" }
const baked = { ...minimal, load, alerts: { ServiceDown: rule }, bake: { durationSeconds: 60 } }

describe("a bake that could not tell", () => {
  it.each<[string, object, string[]]>([
    ["without alerts", { alerts: undefined }, ["bake: needs alerts: to watch; a bake over nothing is no gate"]],
    ["alerts that nothing watches", { bake: undefined }, ["alerts: nothing watches them: declare bake: as well"]],
    [
      "without traffic",
      { load: undefined },
      ["bake: needs load.endpoints: here, or a load: whose endpoints it takes; without traffic nothing is judged"],
    ],
    [
      "a window of too few scrapes",
      { bake: { durationSeconds: 60, intervalSeconds: 7 } },
      ["bake.durationSeconds: 60 s hold fewer than 10 scrapes at one per 7 s; make it at least 70"],
    ],
    [
      "an alert that cannot fire in time",
      { alerts: { Slow: { ...rule, forSeconds: 21 } } },
      [
        "alerts.Slow.forSeconds: 21 s plus scrape and evaluation (5 s each) do not fit into half of a bake of 60 s; make it at most 20, or the bake longer",
      ],
    ],
    [
      "an alert's name that Prometheus does not take",
      { alerts: { "high-errors": rule } },
      ["alerts.high-errors: an alert's name is letters, digits and underscores, not starting with a digit"],
    ],
    [
      "an alert without evidence",
      { alerts: { Slow: { expr: "a > 1", severity: "major" } } },
      ["alerts.Slow.evidence: is missing: write text"],
    ],
    [
      "a misspelt key below scrape",
      { bake: { durationSeconds: 60, scrape: { pth: "/metrics" } } },
      ["bake.scrape.pth: unknown key; did you mean path?"],
    ],
  ])("%s", (_, change, problems) => {
    expect(problemsOf({ ...baked, ...change })).toEqual(problems)
  })
})

describe("a bake", () => {
  it("takes what it is not told", () => {
    expect(resolved(baked).bake).toEqual({
      durationSeconds: 60,
      intervalSeconds: 5,
      evidencePercent: 80,
      scrape: { path: "/metrics" },
      load: { ratePerSecond: 5 },
    })
  })

  it("may have an alert that fires in just half the window, or at once", () => {
    expect(resolved({ ...baked, alerts: { A: { ...rule, forSeconds: 20 } } }).alerts[0]!.forSeconds).toBe(20)
    expect(resolved(baked).alerts).toMatchObject([{ name: "ServiceDown", forSeconds: 0 }])
  })

  it("may bring its own traffic, and do without metrics", () => {
    const own = { durationSeconds: 60, scrape: false, load: { endpoints: [{ path: "/" }] } }

    expect(resolved({ ...baked, load: undefined, bake: own }).bake).toMatchObject({ scrape: false })
  })
})

function resolved(config: object) {
  return loadConfig(yamlOf(config), "shipway.yaml")
}

function problemsOf(config: object): string[] {
  try {
    resolved(config)
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .map((line) => line.trim().replace(/^line \d+, column \d+: /, ""))
  }
  return []
}
