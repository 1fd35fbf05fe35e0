/** Shows when a step tells the end of a deployment's log, and that no secret, no length and no failure of it does harm. */
import { describe, expect, it } from "vitest"
import fc from "fast-check"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { StepKind } from "../../.dagger/lib/pipeline/definition.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import type { PlannedStep } from "../../.dagger/lib/pipeline/plan.js"
import { StepStatus } from "../../.dagger/src/names.js"
import { excerpt, withPlatformLog } from "../../.dagger/lib/steps/platform-log.js"
import type { Logged, Target } from "../../.dagger/lib/targets/target.js"
import { digest, release } from "../targets/conformance/stage.js"

const { Passed, Failed, Inconclusive, Error: Broken } = StepStatus
const PASSWORD = "canary-password-4711"
const KEY = `-----BEGIN KEY-----\n${"k".repeat(30)}canary${"k".repeat(30)}\n-----END KEY-----`

interface World {
  logs?: Target["logs"]
  deployed?: boolean
  published?: boolean
  secret?: () => Promise<string>
}

function contextOf({
  logs,
  deployed = true,
  published = true,
  secret = () => Promise.resolve(PASSWORD),
}: World): Context {
  const { image, ...rest } = release(1)
  return {
    request: rest,
    target: () => ({ name: "render", ...(logs && { logs }) }),
    secrets: {
      tokens: { sshKey: { plaintext: () => Promise.resolve(KEY) }, renderToken: undefined },
      named: () => Promise.resolve(new Map([["env://DB", { plaintext: secret }]])),
    },
    handed: {
      ...(published && { image }),
      deployments: deployed ? { production: { ...release(1), id: "dep-1" } } : {},
    },
  } as unknown as Context
}

const step = (kind: StepKind, environment: "production" | undefined = "production") =>
  ({ kind, environment }) as PlannedStep
const outcome = (status: StepStatus): Outcome => ({ status, summary: "as it was", evidence: { open: [] } })
const told = async (kind: StepKind, status: StepStatus, world: World = {}) => {
  const context = contextOf({ logs: () => Promise.resolve("one\ntwo\n"), ...world })
  const { evidence, ...rest } = await withPlatformLog(context, step(kind), outcome(status))
  expect(rest).toEqual({ status, summary: "as it was" })
  expect(evidence).toMatchObject({ open: [] })
  return evidence!.log
}

describe("the end of the log", () => {
  it.each<[StepKind, StepStatus, boolean]>([
    ["deploy", Passed, true],
    ["deploy", Broken, true],
    ["smoke", Failed, true],
    ["load", Inconclusive, true],
    ["verify", Broken, true],
    ["bake", Failed, true],
    ["smoke", Passed, false],
    ["bake", Passed, false],
    ["migrate", Failed, false],
    ["rollback", Failed, false],
  ])("of a %s that %s: %s", async (kind, status, wanted) => {
    expect(await told(kind, status)).toBe(wanted ? "one\ntwo" : undefined)
  })

  it("is asked for by the deployment, or by the release where that did not get so far", async () => {
    const asked: Logged[] = []
    const logs: Target["logs"] = (_, __, of) => {
      asked.push(of)
      return Promise.resolve("said")
    }
    await told("smoke", Failed, { logs })
    await told("deploy", Broken, { logs, deployed: false })

    expect(asked).toMatchObject([
      { id: "dep-1", image: { digest: digest(1) } },
      { version: "v1", run: "run-1", image: { digest: digest(1) } },
    ])
    expect(asked[1]!.id).toBeUndefined()
  })

  it.each<[string, World]>([
    ["the platform shows no log", { logs: undefined }],
    ["nothing was published yet", { deployed: false, published: false }],
    ["nothing was written", { logs: () => Promise.resolve("\n") }],
  ])("is not told when %s", async (_, world) => {
    expect(await told("deploy", Broken, world)).toBeUndefined()
  })

  it("tells why it could not be read, without a secret, and changes nothing else", async () => {
    const logs = () => Promise.reject(new Error(`Render said no to ${PASSWORD}`))

    expect(await told("deploy", Passed, { logs })).toBe("The log cannot be read: Render said no to ***")
  })

  it("hides what was passed, line by line of a key as well, before it is cut", async () => {
    const lines = [`GET postgres://shop:${PASSWORD}@db`, KEY.split("\n")[1]!, "x".repeat(16 * 1024 - 6)]
    const text = await told("smoke", Failed, { logs: () => Promise.resolve(lines.join("\n")) })

    expect(text).not.toMatch(/canary|4711/)
    expect(text).toContain("***\nx")
  })

  it("is not even read when a secret could not be hidden in it", async () => {
    let read = false
    const logs = () => Promise.resolve(String((read = true)))
    const text = await told("deploy", Passed, { logs, secret: () => Promise.reject(new Error(PASSWORD)) })

    expect(read).toBe(false)
    expect(text).toMatch(/^Not shown, for not every secret that may be in it can be hidden: /)
    expect(text).not.toContain(PASSWORD)
  })
})

describe("an excerpt", () => {
  it("is the last 100 lines", () => {
    const lines = Array.from({ length: 250 }, (_, index) => `line ${index}`)

    expect(excerpt(lines.join("\n"))).toBe(lines.slice(150).join("\n"))
  })

  it("is never longer than 16 KB, ends as the log does, and breaks no character", () => {
    const text = fc
      .array(fc.constantFrom("a", "é", "🙂", "\n"), { minLength: 1, maxLength: 50 })
      .map((all) => all.join(""))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 2000 }), (part, times) => {
        const whole = `${part.repeat(times)}end`
        const cut = excerpt(whole)

        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(16 * 1024 + Buffer.byteLength("… "))
        expect(cut).not.toContain("\uFFFD")
        expect(whole.endsWith(cut.replace(/^… /, ""))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
