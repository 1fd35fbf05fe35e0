/** Shows when waiting ends, and with what: every row is what a platform says, look by look. */
import { describe, expect, it } from "vitest"
import { type Judged, type NotServing, waitUntilLive } from "../../.dagger/lib/targets/waiting.js"
import { sleepingClock } from "./fake-platform.js"

const JUDGED: Record<string, Judged> = {
  ".": { state: "progressing", says: "building" },
  l: { state: "live" },
  f: { state: "failed", reason: "it crashed" },
  s: { state: "superseded", reason: "another one came" },
  u: { state: "unknown", reason: "it says HIBERNATING" },
}

/** A letter per look: x is a read that fails. The last one is repeated for ever. */
async function wait(looks: string, onLate?: () => Promise<string>) {
  const clock = sleepingClock()
  const begun = clock.now()
  const lines: string[] = []
  let count = 0
  const waiting = waitUntilLive({
    platform: "Acme",
    what: "production's deployment 7",
    read: () => {
      const look = looks[Math.min(count++, looks.length - 1)]!
      return look === "x" ? Promise.reject(new Error("status 500")) : Promise.resolve(look)
    },
    judge: (look) => JUDGED[look]!,
    clock,
    announce: (line) => void lines.push(line),
    intervalMs: 5000,
    timeoutMs: 60_000,
    ...(onLate && { onLate }),
  })
  const error = await waiting.then(
    () => undefined,
    (error: NotServing) => error,
  )
  return { end: error?.ended ?? "live", message: error?.message ?? "", looks: count, ms: clock.now() - begun, lines }
}

it.each([
  ["ll", "live", 2, "two good looks in a row"],
  ["l.ll", "live", 4, "one good look is nothing when the next one says otherwise"],
  ["lxll", "live", 4, "nor when the next one fails"],
  ["..ll", "live", 4, "progress"],
  ["xxll", "live", 4, "two failed looks in a row are nothing"],
  ["xx.xx.xxll", "live", 10, "nor are many, as long as one between them succeeds"],
  [".xxx", "lost", 4, "three in a row are"],
  ["lxxx", "lost", 4, "also after a good look"],
  [".f", "failed", 2, "a failure at the first look"],
  ["lf", "failed", 2, "a failure after a good look"],
  [".s", "superseded", 2, "another deployment in its place"],
  [".ul", "unknown", 2, "a state that nobody knows, although it would have got live"],
  [".", "late", 13, "for ever"],
  [".............ll", "late", 13, "live a moment too late"],
  ["............ll", "live", 14, "live at the very end, and looked at once more"],
])("%s ends %s after %i looks: %s", async (looks, end, count) => {
  expect(await wait(looks)).toMatchObject({ end, looks: count })
})

describe("what is told", () => {
  it("names the platform, what it was about, the reason and what to do", async () => {
    expect((await wait(".u")).message).toBe(
      [
        "[NOT_SERVING] Acme: production's deployment 7 is in a state that is not known here: it says HIBERNATING",
        "Hint: It may or may not serve: look at the platform's dashboard; `dagger call status` says what is recorded as live.",
      ].join("\n"),
    )
    expect((await wait("xxx")).message).toContain("3 reads in a row failed, the last one so: status 500")
  })

  it("announces what changed, once each", async () => {
    expect((await wait("...xx..ll")).lines).toEqual([
      "· production's deployment 7: building",
      "· production's deployment 7: could not be read just now",
      "· production's deployment 7: building",
      "· production's deployment 7: live",
    ])
  })

  it("of a late one: the last word, and what became of stopping it", async () => {
    expect((await wait(".", () => Promise.resolve("it was canceled"))).message).toContain(
      "after 60 s it still says: building; it was canceled",
    )
    expect((await wait(".", () => Promise.reject(new Error("no")))).message).toContain("it could not be stopped: no")
    expect((await wait(".")).ms).toBeLessThanOrEqual(60_000)
  })
})
