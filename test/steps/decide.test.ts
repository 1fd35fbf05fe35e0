/** Shows the decide step over a real service that fails, recovers or gets worse: what it decides, hands on and leaves. */
import type { Directory } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { Outcome, StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import { decide } from "../../.dagger/lib/steps/decide.js"
import { execute } from "../../.dagger/lib/steps/index.js"
import type { Deployment, Target } from "../../.dagger/lib/targets/target.js"
import { releasable, yamlOf } from "../config/config-text.js"
import { answering } from "../probes/answering.js"
import { deployment, fakeClock, previous, record } from "../rollback/situations.js"

const { Passed, Failed, Skipped } = StepStatus
const rollback = { fixWindowSeconds: 50, everySeconds: 10, recoveredAfter: 2 }
const probes = { health: { path: "/health" }, chat: { path: "/chat", severity: "major" } }
const watched = {
  bake: { durationSeconds: 60 },
  alerts: { Down: { expr: "up == 0", evidence: "up", severity: "critical" } },
}

interface Given {
  /** Where the service answers. */
  url?: string
  config?: object
  handed?: Partial<Context["handed"]>
  current?: () => Promise<Deployment | undefined>
}

const mine = deployment("v2", { at: "2026-01-02T00:00:00.000Z" })

/** Of the target, only what the step may use: anything else would be a change. */
function contextOf({ url = "", config = {}, handed = {}, current = () => Promise.resolve(mine) }: Given) {
  const announced: string[] = []
  const context = {
    config: loadConfig(yamlOf({ ...releasable, probes, rollback, ...config }), "shipway.yaml"),
    clock: fakeClock(),
    request: { run: "run-v2", since: 0 },
    target: () => ({ current, url: () => Promise.resolve(url) }) as unknown as Target,
    announce: (line: string) => announced.push(line),
    handed: {
      image: mine.image,
      deployments: { production: mine },
      previous,
      wayBack: { able: true, reason: "recorded" },
      migrations: "none",
      ...handed,
    },
  } as unknown as Context
  return { context, announced }
}

const deployed = record("deploy production", Passed)
const unwell = [deployed, record("verify production", Failed, { severity: Severity.Major })]
const sick = [deployed, record("verify production", Failed)]
const never = () => Promise.reject(new Error("nothing is to be repeated"))
const good = (): Promise<Outcome> => Promise.resolve({ status: Passed, summary: "as expected" })

/** Dagger builds lazily: the text of a file is there without an engine. */
function fileOf(files: Directory | undefined): string {
  const { _ctx } = files as unknown as { _ctx: { _queryTree: { args?: { path?: string; contents?: string } }[] } }
  return _ctx._queryTree.find(({ args }) => args?.path === "decision.json")!.args!.contents!
}

describe("the decide step", () => {
  it("keeps a good release without looking again", async () => {
    const { context } = contextOf({})
    const outcome = await decide(context, [deployed, record("verify production", Passed)], {
      verify: never,
      bake: never,
    })

    expect(outcome).toMatchObject({
      status: Passed,
      parts: [],
      summary: "Keep the release (nothing-found): nothing was found wrong with the release",
    })
    expect(context.handed.decision).toMatchObject({ action: "keep", page: false })
    expect(JSON.parse(fileOf(outcome.files))).toEqual(context.handed.decision)
  })

  it("goes back at once from a critical finding", async () => {
    const { context } = contextOf({})
    const outcome = await decide(context, sick, { verify: never, bake: never })

    expect(outcome.status).toBe(Passed)
    expect(outcome.summary).toBe(
      "Roll back (critical) [page, issue]: critical: verify production: verify production in short; going back to v1 (sha256:v1)",
    )
    expect(context.handed.decision).toMatchObject({ action: "roll-back", page: true })
  })

  it.each<[string, Given, StepRecord[], string]>([
    [
      "a newer release serves",
      { current: () => Promise.resolve(deployment("v3", { at: "2026-01-03T00:00:00.000Z" })) },
      sick,
      "keep superseded",
    ],
    [
      "the platform does not say what serves",
      { current: () => Promise.reject(new Error("503")) },
      sick,
      "roll-back critical",
    ],
    ["nobody read what served before", { handed: { previous: undefined } }, sick, "leave critical"],
    ["the platform was never asked", { handed: { wayBack: undefined! } }, sick, "roll-back critical"],
    [
      "nobody looked at the migrations",
      { handed: { migrations: undefined! } },
      [record("migrate production", Passed), ...sick],
      "leave critical",
    ],
    [
      "nobody looked at migrations that there are none of",
      { handed: { migrations: undefined! }, config: { image: {} } },
      sick,
      "roll-back critical",
    ],
    [
      "the service is not up at all",
      {},
      [record("migrate production", Failed), record("deploy production", Skipped)],
      "keep-old never-served",
    ],
  ])("when %s", async (_, given, records, expected) => {
    const { context } = contextOf(given)
    await decide(context, records, { verify: never, bake: never })
    const { action, rule } = context.handed.decision!

    expect(`${action} ${rule}`).toBe(expected)
  })

  it("calls a person when it cannot decide", async () => {
    const { context } = contextOf({})
    const broken = new Proxy([] as StepRecord[], {
      get: () => {
        throw new Error("the records are broken")
      },
    })
    const outcome = await decide(context, broken, { verify: never, bake: never })

    expect(outcome).toMatchObject({ status: "error" })
    expect(context.handed.decision).toMatchObject({ action: "leave", rule: "undecided", page: true })
    expect(outcome.summary).toContain("the records are broken")
  })
})

describe("the fix window of the decide step", () => {
  const step = { name: "decide production", kind: "decide", environment: "production" } as const
  const executed = (context: Context) =>
    execute(context, { ...step, needs: [], follows: [], changes: undefined }, unwell)

  it.each([
    ["recovers", [500, 200, 200], "keep", "recovered", ["look 1 failed", "look 2 passed", "look 3 passed"]],
    ["does not", [500], "roll-back", "window-over", [1, 2, 3, 4, 5].map((look) => `look ${look} failed`)],
  ] as const)("repeats the probes of a service that %s", async (_, statuses, action, rule, looks) => {
    let asked = 0
    const url = await answering({
      http: (request, response) => {
        const status = request.url === "/chat" ? statuses[Math.min(asked++, statuses.length - 1)]! : 200
        response.writeHead(status).end("{}")
      },
    })
    const { context, announced } = contextOf({ url })
    const outcome = await executed(context)

    expect(context.handed.decision).toMatchObject({ action, rule })
    expect(outcome.parts!.map(({ name, status }) => `${name} ${status}`)).toEqual(looks)
    expect(announced[1]).toBe(
      "  look 1, after 10 s: not good, verify production: major: verify production / chat: /chat: status 500, expected 200: {} [major]",
    )
  })

  it("ends at once when nobody answers any more", async () => {
    const { context } = contextOf({ url: "http://127.0.0.1:9" })
    await executed(context)

    expect(context.handed.decision).toMatchObject({ action: "roll-back", rule: "critical-in-window", page: true })
    expect(context.handed.decision!.looks).toHaveLength(1)
  })

  it.each([
    ["failed", Failed, ["verify", "verify", "bake"]],
    ["never ran", Skipped, ["verify", "verify", "bake"]],
    ["passed", Passed, ["verify", "verify"]],
  ])("asks for the bake again when it %s", async (_, status, expected) => {
    const asked: string[] = []
    const repeat = (kind: string) => () => (asked.push(kind), good())
    const { context } = contextOf({ config: watched })
    await decide(context, [...unwell, record("bake production", status, { severity: Severity.Major })], {
      verify: repeat("verify"),
      bake: repeat("bake"),
    })

    expect(asked).toEqual(expected)
    expect(context.handed.decision).toMatchObject({ action: "keep", rule: "recovered" })
  })
})
