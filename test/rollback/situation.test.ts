/** Shows what the records of a run say about production, and how bad that is where nobody declared it. */
import { describe, expect, it } from "vitest"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Part, StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import { findingsOf, situationOf, touchesProduction } from "../../.dagger/lib/rollback/situation.js"
import { previous, record } from "./situations.js"

const { Passed, Failed, Inconclusive, Error: Broken, Skipped } = StepStatus
const { Critical, Major, Minor } = Severity

function part(name: string, status: StepStatus, severity?: Severity): Part {
  return { name, status, summary: `${name} in short`, durationMs: 0, cached: false, ...(severity ? { severity } : {}) }
}

const facts = { previous, wayBack: { able: true, reason: "recorded" }, migrations: "reversible" as const }
const told = (findings: { severity: Severity; source: string }[]) =>
  findings.map(({ severity, source }) => `${severity} ${source}`)

/** [step, how it ended, what it declared, its parts, the findings] */
const rows: [string, StepStatus, Severity | undefined, Part[], string[]][] = [
  ["verify", Passed, undefined, [part("chat", Passed, Major)], []],
  ["verify", Passed, undefined, [part("chat", Failed, Minor)], ["minor verify production / chat"]],
  ["verify", Passed, undefined, [part("chat", Failed, Major)], ["major verify production / chat"]],
  ["verify", Failed, undefined, [part("chat", Failed, Major)], ["major verify production / chat"]],
  [
    "verify",
    Failed,
    undefined,
    [part("chat", Failed, Major), part("up", Failed, Critical)],
    ["major verify production / chat", "critical verify production / up"],
  ],
  ["verify", Failed, undefined, [], ["critical verify production"]],
  ["verify", Failed, undefined, [part("chat", Failed)], ["critical verify production"]],
  [
    "verify",
    Failed,
    undefined,
    [part("chat", Failed, Minor)],
    ["critical verify production", "minor verify production / chat"],
  ],
  ["verify", Inconclusive, undefined, [], ["major verify production"]],
  ["verify", Inconclusive, undefined, [part("up", Inconclusive, Critical)], ["major verify production / up"]],
  [
    "verify",
    Inconclusive,
    undefined,
    [part("chat", Inconclusive, Minor)],
    ["major verify production", "minor verify production / chat"],
  ],
  ["verify", Broken, undefined, [], ["major verify production"]],
  ["verify", Skipped, undefined, [], []],
  ["bake", Failed, Major, [], ["major bake production"]],
  ["bake", Failed, Major, [part("HighLatency", Failed, Major)], ["major bake production / HighLatency"]],
  [
    "bake",
    Failed,
    Critical,
    [part("HighLatency", Failed, Major)],
    ["critical bake production", "major bake production / HighLatency"],
  ],
  ["bake", Failed, Minor, [], ["minor bake production"]],
  ["bake", Inconclusive, Critical, [], ["major bake production"]],
  ["bake", Inconclusive, Minor, [], ["minor bake production"]],
  ["bake", Passed, undefined, [part("first window", Inconclusive)], ["minor bake production / first window"]],
  ["bake", Passed, undefined, [part("ServiceDown", Skipped, Critical)], []],
  ["deploy", Failed, undefined, [], ["critical deploy production"]],
  ["deploy", Inconclusive, undefined, [], ["critical deploy production"]],
  ["deploy", Broken, undefined, [], ["critical deploy production"]],
  ["deploy", Failed, Major, [], ["major deploy production"]],
  ["migrate", Broken, undefined, [], ["critical migrate production"]],
]

describe("the findings of a step", () => {
  it.each(rows)("%s that %s, declared %s, with %j", (kind, status, severity, parts, expected) => {
    const step = record(`${kind} production`, status, { parts, ...(severity ? { severity } : {}) })

    expect(told(findingsOf(step))).toEqual(expected)
  })

  it("are one line each", () => {
    const [found] = findingsOf(record("verify production", Failed, { summary: `${"x".repeat(300)}\nand more` }))

    expect(found!.summary).toHaveLength(200)
    expect(found!.summary).not.toContain("\n")
  })
})

const of = (...records: StepRecord[]) => situationOf(records, facts)
const deployed = record("deploy production", Passed)
const verified = record("verify production", Passed)

describe("the situation", () => {
  it("is that of production alone", () => {
    const { findings } = of(record("smoke staging", Failed), record("lint", Failed), deployed, verified)

    expect(findings).toEqual([])
  })

  it("knows whether the platform was handed the release", () => {
    const failed = record("migrate production", Failed)

    expect(of(failed, record("deploy production", Skipped)).deployed).toBe(false)
    expect(of(failed).deployed).toBe(false)
    for (const status of [Passed, Failed, Inconclusive, Broken])
      expect(of(record("deploy production", status)).deployed).toBe(true)
  })

  it("has no migrations to fear when none ran", () => {
    expect(of(deployed, verified).migrations).toBe("none")
    expect(of(record("migrate production", Skipped), deployed, verified).migrations).toBe("none")
    expect(of(record("migrate production", Passed), deployed, verified).migrations).toBe("reversible")
    expect(of(record("migrate production", Broken)).migrations).toBe("reversible")
  })

  it.each([
    ["no proof at all", [deployed], ["major production"]],
    ["a proof that never ran", [deployed, verified, record("bake production", Skipped)], ["major bake production"]],
    [
      "a minor finding and a proof that never ran",
      [deployed, record("verify production", Failed, { severity: Minor }), record("bake production", Skipped)],
      ["minor verify production", "major bake production"],
    ],
    [
      "a finding that explains why the next proof never ran",
      [deployed, record("verify production", Failed, { severity: Major }), record("bake production", Skipped)],
      ["major verify production"],
    ],
  ])("is never good by silence: %s", (_, records, expected) => {
    expect(told([...of(...records).findings])).toEqual(expected)
  })
})

it.each([
  ["migrate production", Failed, true],
  ["deploy production", Broken, true],
  ["deploy production", Passed, true],
  ["deploy production", Skipped, false],
  ["deploy staging", Passed, false],
  ["readiness production", Passed, false],
  ["baseline production", Passed, false],
  ["decide production", Passed, false],
])("%s that %s touches production: %s", (name, status, expected) => {
  expect(touchesProduction({ name, status })).toBe(expected)
})
