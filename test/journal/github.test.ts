/** Shows the journal on GitHub: what every journal promises, whatever GitHub answers, and that the token stays where it belongs. */
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { pastOf } from "../../.dagger/lib/journal/entry.js"
import { STALE_SECONDS } from "../../.dagger/lib/journal/github/index.js"
import { type Fault, vendor } from "../notify/fakes/vendor.js"
import { conformance, entry } from "./conformance.js"
import { chain, directly, fakeGit, gitState, TOKEN } from "./fakes/git.js"
import { beating, hidden, onGithub } from "./rig.js"

function shared() {
  const clock = beating()
  const git = gitState(clock.now)
  const state = () => onGithub(clock, { fetch: directly(git) })
  const killed = async (names: string[], holder: { run: string; attempt: string }, secondsAgo: number) => {
    const dead = onGithub(clock, { fetch: directly(git), repeat: () => () => {} })
    await dead.acquire(names, holder, { breakLock: false })
    clock.pass(secondsAgo)
    return dead
  }
  return { clock, git, state, killed }
}

conformance({ name: "github", staleSeconds: STALE_SECONDS, open: () => Promise.resolve(shared()) })

const never = { breakLock: false }
const one = { run: "one", attempt: "a" }

/** Over a real socket, where answers break off and nobody answers at all. */
async function reached({ callMs = 2000 } = {}) {
  const clock = beating()
  const git = gitState(clock.now)
  const server = await vendor(() => fakeGit(git))
  const state = () => onGithub(clock, { endpoint: server.url, fetch, callMs })
  return { clock, git, server, state }
}

const faults: Fault[] = [429, 500, 502, 503, "hang", "reset", "lost", "mid-body", "odd-success"]

describe("a change that GitHub answers badly at first", () => {
  it.each(faults)("is made once all the same: %s", async (fault) => {
    const { git, server, state } = await reached(fault === "hang" ? { callMs: 150 } : {})
    const writer = state()
    const lease = await writer.acquire(["production"], one, never)
    for (const step of ["publish", "deploy production"]) {
      // The first, the second and the third of its three calls, one after the other.
      server.fail([fault])
      await writer.append("one", entry("a", step))
    }
    server.fail([fault])
    await lease.release()

    expect((await state().read("one")).map((line) => "step" in line && line.step)).toEqual([
      "publish",
      "deploy production",
    ])
    expect(chain(git, git.refs.get("refs/shipway/shop/runs/one"))).toHaveLength(2)
    await state().acquire(["production"], { run: "two", attempt: "b" }, never)
  })

  it.each(["lost", "mid-body"] as const)(
    "is not made twice when the ref has moved and the answer is gone: %s",
    async (fault) => {
      const { git, server, state } = await reached()
      const writer = state()
      await writer.append("one", entry("a", "publish"))
      const changes = () => server.heard.filter(({ method }) => method !== "GET").length
      // Tree and commit are made, and then the ref moves unheard.
      const before = changes()
      const third = vi.spyOn(server.heard, "push").mockImplementation(function (this: unknown[], ...all) {
        this[this.length] = all[0]
        if (changes() === before + 3) server.fail([fault])
        return this.length
      })
      onTestFinished(() => third.mockRestore())
      await writer.append("one", entry("a", "deploy production"))

      expect(changes()).toBe(before + 4)
      expect(chain(git, git.refs.get("refs/shipway/shop/runs/one"))).toHaveLength(2)
    },
  )

  it("waits as long as GitHub asks", async () => {
    const { clock, server, state } = await reached()
    const begun = clock.now()
    server.retryAfter = "60"
    server.fail([429])
    await state().append("one", entry("a", "publish"))

    expect((clock.now() - begun) / 1000).toBeGreaterThanOrEqual(60)
  })

  it("is made although GitHub does not see its own commit yet", async () => {
    const { git, state } = await reached()
    const writer = state()
    await writer.append("one", entry("a", "publish"))
    git.unseen = 3
    await writer.append("one", entry("a", "deploy production"))

    expect(await state().read("one")).toHaveLength(2)
  })

  it("is an error, and nothing is written, when GitHub goes on so", async () => {
    const { server, state } = await reached()
    const writer = state()
    server.fail([500], true)

    await expect(writer.append("one", entry("a", "publish"))).rejects.toThrow(
      /\[JOURNAL_REMOTE\] the journal in acme\/shop could not be read or written: POST \/git\/trees: status 500/,
    )
    server.fail([])
    expect(await state().read("one")).toEqual([])
  })
})

describe("of two who write at once", () => {
  it("the one that has not read what the other wrote writes nothing", async () => {
    const { state } = await reached()
    const [first, second] = [state(), state()]
    await Promise.all([first.read("one"), second.read("one")])
    await second.append("one", entry("b", "deploy production"))

    await expect(first.append("one", entry("a", "deploy production"))).rejects.toThrow("[JOURNAL_MOVED]")
    expect(pastOf(await state().read("one")).inFlight).toEqual(["deploy production"])
  })
})

/** A replica that answers may be behind: what it says is safe to act upon only because the change itself is refused. */
describe("where what is read may be old", () => {
  it("a lock is still won by exactly one", async () => {
    const { git, state } = shared()
    git.lag = 3
    const asked = await Promise.allSettled(
      ["a", "b", "c", "d"].map((run) => state().acquire(["production"], { run, attempt: run }, never)),
    )
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  it("whoever has a lock is not told that it is lost, and reads back what it wrote", async () => {
    const { git, state } = shared()
    git.lag = 3
    const writer = state()
    await writer.acquire(["staging", "production"], one, never)
    for (const step of ["publish", "deploy staging"]) {
      await writer.append("one", entry("a", step))
      expect((await writer.read("one")).at(-1)).toMatchObject({ step })
    }
  })

  it("nobody writes on top of a line that it has not seen", async () => {
    const { git, state } = shared()
    await state().append("one", entry("a", "publish"))
    git.lag = 2
    await state().append("one", entry("a", "deploy production"))
    const late = state()
    expect(await late.read("one")).toHaveLength(1)

    await expect(late.append("one", entry("b", "deploy production"))).rejects.toThrow("[JOURNAL_MOVED]")
    expect(await state().read("one")).toHaveLength(2)
  })

  it("no frozen release is forgotten", async () => {
    const { git, state } = shared()
    const frozen = { environment: "production", scope: "release", digest: "1", run: "one", reason: "bad", at: "" }
    await state().freeze(frozen)
    git.lag = 1
    await state().freeze({ ...frozen, digest: "2" })
    await state().freeze({ ...frozen, digest: "3" })
    git.old.clear()

    expect((await state().frozen()).map(({ digest }) => digest)).toEqual(["1", "2", "3"])
  })
})

describe("where GitHub does not tell the time", () => {
  const silent = async () => {
    const world = shared()
    await world.killed(["production"], one, 100 * STALE_SECONDS)
    world.git.dated = false
    return world
  }

  it("no attempt is old: the same run waits in vain, and is told why", async () => {
    const { state } = await silent()
    await expect(state().acquire(["production"], { ...one, attempt: "b" }, never)).rejects.toThrow(
      "[RUN_UNDER_WAY] another attempt of run one is at work: how old its last sign of life is GitHub did not say",
    )
  })

  it("a machine whose clock is far ahead takes nothing over", async () => {
    const { git, clock } = await silent()
    const ahead = { ...clock, now: () => clock.now() + 24 * 3_600_000 }
    const state = onGithub(ahead, { fetch: directly(git) })

    await expect(state.acquire(["production"], { ...one, attempt: "b" }, never)).rejects.toThrow("[RUN_UNDER_WAY]")
  })

  it("another run is refused, and who has the lock is said without a time", async () => {
    const { state } = await silent()
    const unknown = "and when it was last heard of is not known (an answer without a Date)"
    await expect(state().acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
      `[LOCK_HELD] production is being released by run one, ${unknown}`,
    )
    expect(await state().unlock(["production"])).toEqual(["production one ?"])
  })
})

describe("the refs", () => {
  it("are below refs/shipway, and of an attempt that ended well only its records are left", async () => {
    const { git, state } = await reached()
    const writer = state()
    const lease = await writer.acquire(["staging", "production"], one, never)
    await writer.append("one", entry("a", "publish"))
    expect([...git.refs.keys()]).toContain("refs/shipway/shop/alive/a")
    await lease.release()

    expect([...git.refs.keys()].toSorted()).toEqual([
      "refs/shipway/shop/locks/production",
      "refs/shipway/shop/locks/staging",
      "refs/shipway/shop/runs/one",
    ])
  })
})

describe("the token", () => {
  it("that may not write is found by doctor", async () => {
    const { git, state } = await reached()
    git.writable = false

    await expect(state().check()).rejects.toThrow(/\[JOURNAL_REMOTE\] .*status 403.*\nHint: .*contents: write/)
  })

  it("that was not passed is named by its flag", async () => {
    const clock = beating()
    const state = onGithub(clock, { fetch: directly(gitState(clock.now)), token: undefined })

    await expect(state.read("one")).rejects.toThrow(/\[CREDENTIAL_MISSING\].*\nHint: Pass --github-token=/)
  })

  it.each([401, 403, 422, "redirect", ...faults] as Fault[])("is in no error, after %s", async (fault) => {
    const { server, state } = await reached(fault === "hang" ? { callMs: 30 } : {})
    server.failReads()
    server.fail([fault], true)
    const told = await Promise.allSettled([
      state().append("one", entry("a", "publish")),
      state().acquire(["production"], one, never),
      state().unlock(["production"]),
      state().frozen(),
      state().check(),
    ])
    const said = told.map((one) => (one.status === "rejected" ? String(one.reason) : JSON.stringify(one.value)))

    expect(told.filter(({ status }) => status === "rejected").length).toBeGreaterThan(2)
    expect(said.join()).not.toContain(TOKEN)
    expect(JSON.stringify(server.heard.map(({ path, query, body }) => [path, String(query), body]))).not.toContain(
      TOKEN,
    )
  })

  it("is read anew for each call, and only then", async () => {
    let reads = 0
    const clock = beating()
    const token = { plaintext: () => (reads++, hidden(TOKEN).plaintext()) }
    const state = onGithub(clock, { fetch: directly(gitState(clock.now)), token })
    expect(reads).toBe(0)
    await state.frozen()
    expect(reads).toBe(1)
  })
})
