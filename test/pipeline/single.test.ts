/** Shows what a person on call may name, and what is refused. */
import { describe, expect, it } from "vitest"
import { failure } from "../../.dagger/lib/errors.js"
import { deploymentRecord } from "../../.dagger/src/api/deployment.js"
import { observe } from "../../.dagger/lib/pipeline/observe.js"
import { lookAt } from "../../.dagger/lib/pipeline/on-call.js"
import { runRelease } from "../../.dagger/lib/pipeline/release.js"
import { earlier, imageNamed, liveIn } from "../../.dagger/lib/pipeline/single.js"
import type { Deployment } from "../../.dagger/lib/targets/target.js"
import { newAttempt, newWorld, quiet } from "./world.js"

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const deployment = (letter: string): Deployment => ({
  environment: "production",
  image: { repository: "r", tag: letter, digest: digest(letter) },
  version: letter,
  sha: letter,
  run: letter,
  variables: {},
  at: "",
})

function contextWith(live: string | undefined, history: string[]) {
  const { context } = newAttempt(newWorld(quiet), 1)
  const target = {
    ...context.target("production"),
    current: () => Promise.resolve(live && deployment(live)),
    history: () => Promise.resolve(history.map(deployment)),
  }
  return { ...context, target: () => target } as typeof context
}

describe("an image", () => {
  it("is named by tag and digest", () => {
    expect(imageNamed(`localhost:5000/shop:v1.2@${digest("a")}`)).toEqual({
      repository: "localhost:5000/shop",
      tag: "v1.2",
      digest: digest("a"),
    })
  })

  it.each(["shop:latest", `shop@${digest("a")}`, "shop:1@sha256:abc", "", `sh op:1@${digest("a")}`])(
    "is not named by %s",
    (reference) => expect(() => imageNamed(reference)).toThrow("[NOT_A_REFERENCE]"),
  )
})

describe("going back", () => {
  it("leads to the newest release that is not live", async () => {
    expect((await earlier(contextWith("c", ["c", "b", "a"]), "production", undefined)).version).toBe("b")
    expect((await earlier(contextWith("b", ["b", "c", "b", "a"]), "production", undefined)).version).toBe("c")
  })

  it("leads to the one that is named, if it ever was live", async () => {
    const context = contextWith("c", ["c", "b", "a"])
    expect((await earlier(context, "production", digest("a"))).version).toBe("a")
    await expect(earlier(context, "production", digest("f"))).rejects.toThrow(
      `was never live in production, or is live now\nHint: It can go back to: ${digest("b")}, ${digest("a")}.`,
    )
    await expect(earlier(context, "production", digest("c"))).rejects.toThrow("[NO_EARLIER_RELEASE]")
  })

  it("leads nowhere from a first release, and nothing is looked at where nothing is live", async () => {
    await expect(earlier(contextWith("a", ["a"]), "production", undefined)).rejects.toThrow("[NO_EARLIER_RELEASE]")
    await expect(liveIn(contextWith(undefined, []), "production")).rejects.toThrow("[NOTHING_LIVE] production serves")
  })
})

describe("where different images serve at once", () => {
  const mixed = () => {
    const context = contextWith("c", ["c", "b"])
    const target = {
      ...context.target("production"),
      current: () => Promise.resolve({ ...deployment("c"), mixed: "c, b" }),
    }
    return { ...context, target: () => target } as typeof context
  }

  it("the last release that was live can be gone back to", async () => {
    expect((await earlier(mixed(), "production", undefined)).version).toBe("c")
    expect((await earlier(mixed(), "production", digest("b"))).version).toBe("b")
  })

  it("nothing is proven of it, and status names no image", async () => {
    await expect(lookAt(mixed(), "production", "smoke")).rejects.toThrow(
      "[MIXED] production serves different images at once: c, b",
    )
    expect(deploymentRecord(await liveIn(mixed(), "production"))).toMatchObject({
      digest: "",
      image: "",
      summary: "production serves different images at once: c, b",
    })
  })

  it("the report says so, and no digest", async () => {
    expect(await observe(mixed(), "production")).toMatchObject({
      recordedDigest: null,
      problem: expect.stringContaining("[MIXED]") as string,
    })
  })

  it("a release has the last one that was live to go back to", async () => {
    const { context, doStep } = newAttempt(newWorld(quiet), 1)
    const real = context.target("production")
    const current: typeof real.current = async (it, environment) => {
      const live = await real.current(it, environment)
      return live?.run === "before" ? { ...live, mixed: "two" } : live
    }
    const over = { ...context, target: () => ({ ...real, current }) } as typeof context
    const { report } = await runRelease("release", over, { source: "s", breakLock: false, doStep })

    expect(report).toMatchObject({ verdict: "shipped", release: { previous: { version: "old" } } })
  })
})

describe("a release whose end cannot be written down", () => {
  const released = (error: Error) => {
    const { context, doStep } = newAttempt(newWorld(quiet), 1)
    const { append } = context.state
    const said: string[] = []
    const state: typeof context.state = {
      ...context.state,
      append: (run, entry, files) => (entry.type === "closed" ? Promise.reject(error) : append(run, entry, files)),
    }
    const announce = (line: string) => void said.push(line)
    const result = runRelease("release", { ...context, state, announce }, { source: "s", breakLock: false, doStep })
    return result.then(({ report }) => ({ report, said }))
  }

  it("is told all the same", async () => {
    const { report, said } = await released(new Error("the disk is full"))

    expect(report.verdict).toBe("shipped")
    expect(said.join("\n")).toContain("the end could not be written down")
    expect(said.join("\n")).toContain("the disk is full")
  })

  it("is nobody's to tell once another attempt has taken it over", async () => {
    await expect(released(failure("LOCK_LOST", { lock: "production", run: "r", age: "1 s" }))).rejects.toThrow(
      "[LOCK_LOST]",
    )
  })
})
