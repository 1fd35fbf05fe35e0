/** Shows what readiness comes to: any open question stops it, and --force goes on with everything kept. */
import { describe, expect, it } from "vitest"
import { StepStatus } from "../../.dagger/src/names.js"
import { type Part, statusOf } from "../../.dagger/lib/pipeline/outcome.js"
import { reasonOf } from "../../.dagger/lib/pipeline/request.js"
import { ask, unclear, yes } from "../../.dagger/lib/readiness/answer.js"
import { judgeNotifiers } from "../../.dagger/lib/readiness/notifiers.js"
import { overridden } from "../../.dagger/lib/readiness/override.js"

const part = (name: string, status: StepStatus, more: Partial<Part> = {}): Part => ({
  name,
  status,
  summary: `${name} says`,
  durationMs: 1,
  cached: false,
  ...more,
})
const passed = part("platform", StepStatus.Passed)
const failed = part("migrations", StepStatus.Failed)
const unknown = part("flags", StepStatus.Inconclusive)
const skipped = part("notifiers", StepStatus.Skipped, { summary: "no notifier is declared" })
const comesTo = (parts: Part[], reason?: string) => overridden(statusOf(parts), parts, reason)

describe("readiness", () => {
  it("passes, and says what was not asked", () => {
    expect(comesTo([passed, skipped])).toMatchObject({
      status: "passed",
      summary: "there is a way back; platform; notifiers not asked: no notifier is declared",
    })
  })

  it("says that a first release has nothing to go back to", () => {
    expect(comesTo([part("previous image", StepStatus.Passed, { note: "first release: nothing" })]).summary).toMatch(
      /^first release: nothing; previous image/,
    )
  })

  it.each([
    ["failed", [passed, failed, unknown], "failed"],
    ["inconclusive", [passed, unknown], "inconclusive"],
    ["not asked at all", [skipped], "inconclusive"],
  ])("is no yes when a question is %s", (_, parts, status) => {
    expect(comesTo(parts)).toMatchObject({ status })
  })

  it("names every open question with what it said", () => {
    expect(comesTo([passed, failed, unknown]).summary).toBe(
      "migrations (failed): migrations says\nflags (inconclusive): flags says",
    )
  })
})

describe("--force", () => {
  it("passes as overridden, with the reason, and the questions still say no", () => {
    const outcome = comesTo([passed, failed, unknown], "the owner restores by hand")

    expect(outcome.status).toBe("passed")
    expect(outcome.summary).toBe(
      "OVERRIDDEN: the owner restores by hand\nmigrations (failed): migrations says\nflags (inconclusive): flags says",
    )
    expect(outcome.parts!.map(({ status, note }) => [status, note])).toEqual([
      ["passed", undefined],
      ["failed", "overridden: the owner restores by hand"],
      ["inconclusive", "overridden: the owner restores by hand"],
    ])
  })

  it("is not called an override when nothing was open", () => {
    expect(comesTo([passed], "just in case").summary).toBe("there is a way back; platform (--force was not needed)")
  })

  it.each(["", "   ", "\n", "-", "123"])("is refused without a reason in words: %j", (reason) => {
    expect(() => reasonOf(reason)).toThrow("[FORCE_WITHOUT_REASON] --force needs a reason")
  })

  it("may be left out, and loses the blanks around", () => {
    expect([reasonOf(undefined), reasonOf("  because \n")]).toEqual([undefined, "because"])
  })
})

describe("a question", () => {
  const clock = { now: () => 5, sleep: () => Promise.resolve() }

  it("that cannot be asked is inconclusive, with why", async () => {
    const answer = await ask("platform", clock, () => Promise.reject(new Error("no route")))

    expect(answer).toMatchObject({ name: "platform", status: "inconclusive", summary: "could not be asked: no route" })
  })

  it("keeps its answer as it was given", async () => {
    expect(await ask("flags", clock, () => Promise.resolve({ ...unclear("hm"), tail: "end" }))).toMatchObject({
      status: "inconclusive",
      summary: "hm",
      tail: "end",
      files: {},
    })
    expect((await ask("flags", clock, () => Promise.resolve(yes("fine")))).status).toBe("passed")
  })
})

describe("notifiers", () => {
  it.each([
    ["none", [], "skipped", "no notifier is declared"],
    ["all reachable", [{ name: "slack", reachable: true, reason: "" }], "passed", "slack can be reached"],
    [
      "one mute",
      [
        { name: "slack", reachable: true, reason: "" },
        { name: "pager", reachable: false, reason: "status 403" },
      ],
      "failed",
      "pager cannot be reached: status 403",
    ],
  ])("%s", (_, all, status, summary) => {
    expect(judgeNotifiers(all)).toEqual({ status, summary })
  })
})
