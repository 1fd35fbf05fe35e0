/** Shows the journal that travels as a file: beside an engine that is kept it changes nothing, on another it is all there is. */
import { describe, expect, it } from "vitest"
import { fileState } from "../../.dagger/lib/journal/file/index.js"
import { readLines } from "../../.dagger/lib/journal/file/lines.js"
import { conformance, entry } from "./conformance.js"
import { memory, type Memory, memoryState } from "./memory.js"
import { beating } from "./rig.js"

const clock = beating()

/** A caller with a file, as scripts/ship keeps it: what is announced is added at once, if it is the line that is next. */
function caller(text = "") {
  const it = { text, on: (engine: Memory) => on(engine) }
  const on = (engine: Memory) =>
    fileState(memoryState(engine, clock), {
      text: () => Promise.resolve(it.text),
      clock,
      announce(line) {
        const [, json] = /^journal (.*)$/.exec(line)!
        const next = it.text.split("\n").filter(Boolean).length
        if ((JSON.parse(json!) as { n: number }).n === next) it.text += `${json}\n`
      },
    })
  return it
}

conformance({
  name: "a file beside an engine",
  staleSeconds: 60,
  open: () => {
    const engine = memory()
    const one = caller()
    return Promise.resolve({
      state: () => one.on(engine),
      async killed(names, holder, secondsAgo) {
        const dead = one.on(engine)
        await dead.acquire(names, holder, { breakLock: false })
        engine.silentSince.set(holder.attempt, clock.now() - secondsAgo * 1000)
        return dead
      },
    })
  },
})

const never = { breakLock: false }
const steps = async (state: ReturnType<ReturnType<typeof caller>["on"]>, run = "one") =>
  (await state.read(run)).map((line) => "step" in line && `${line.attempt} ${line.step}`)

describe("on an engine that has lost everything", () => {
  it("a run is taken up from the file, and the engine knows of it again", async () => {
    const one = caller()
    const first = one.on(memory())
    await first.acquire(["production"], { run: "one", attempt: "a" }, never)
    await first.append("one", entry("a", "publish"))
    await first.append("one", entry("a", "deploy production"))

    const engine = memory()
    const second = one.on(engine)
    await second.acquire(["production"], { run: "one", attempt: "b" }, never)
    expect(await steps(second)).toEqual(["a publish", "a deploy production"])
    await second.append("one", entry("b", "verify production"))

    expect(engine.runs.get("one")).toHaveLength(3)
    expect(await steps(one.on(engine))).toEqual(["a publish", "a deploy production", "b verify production"])
  })

  it("what was frozen stays frozen", async () => {
    const one = caller()
    const frozen = { environment: "production", scope: "release", digest: "1", run: "one", reason: "bad", at: "" }
    await one.on(memory()).freeze(frozen)

    expect(await one.on(memory()).frozen()).toEqual([frozen])
  })

  it("a release that was interrupted elsewhere keeps its environments until it is taken up, or by force", async () => {
    const one = caller()
    await one.on(memory()).acquire(["production"], { run: "one", attempt: "a" }, never)

    await expect(one.on(memory()).acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
      "[LOCK_HELD] production is being released by run one",
    )
    await one.on(memory()).acquire(["staging"], { run: "two", attempt: "b" }, never)
    const lease = await one.on(memory()).acquire(["production"], { run: "three", attempt: "c" }, { breakLock: true })
    await lease.release()
    await one.on(memory()).acquire(["production"], { run: "four", attempt: "d" }, never)
  })
})

describe("a caller that listens", () => {
  const word = "0f4cf7a4-3d0b-4a5c-9f3e-2d1f8f0e6a11"
  const heard = async (text: string) => {
    const lines: string[] = []
    const announce = (line: string) => void lines.push(line)
    const state = fileState(memoryState(memory(), clock), { text: () => Promise.resolve(text), clock, announce })
    await state.append("one", entry("a", "publish"))
    return { lines, state }
  }

  it("is told each line with the word that its file ends with, which is no line itself", async () => {
    const listener = JSON.stringify({ listener: word })
    const { lines } = await heard(`${listener}\n`)

    expect(lines[0]).toMatch(new RegExp(`^journal ${word} \\{"n":0,`))
    expect(readLines(`${lines[0]!.slice(`journal ${word} `.length)}\n${listener}`)).toHaveLength(1)
  })

  it.each([
    ["there is none", ""],
    ["it is none", '{"listener":"journal {}"}\n'],
    [
      "something comes after it",
      `{"n":0,"type":"given","names":[]}\n{"listener":"${word}","n":1,"type":"given","names":[]}\n`,
    ],
  ])("is told without a word when %s", async (_, text) => {
    expect((await heard(text)).lines[0]).toMatch(/^journal \{/)
  })
})

describe("a caller that was killed", () => {
  it("gets from the engine the lines that did not come through", async () => {
    const [one, engine] = [caller(), memory()]
    await one.on(engine).append("one", entry("a", "publish"))
    const kept = one.text
    await one.on(engine).append("one", entry("a", "deploy production"))
    const behind = caller(`${kept}{"n":1,"type":"ent`)

    expect(await steps(behind.on(engine))).toEqual(["a publish", "a deploy production"])
  })
})

describe("a file that is not to be relied on", () => {
  const written = async (count: number) => {
    const one = caller()
    const state = one.on(memory())
    for (let n = 0; n < count; n++) await state.append("one", entry("a", `step-${n}`))
    return one.text.trimEnd().split("\n")
  }

  it("is refused when a line is missing in the middle", async () => {
    const [first, , third] = await written(3)
    expect(() => readLines(`${first}\n${third}\n`)).toThrow("[JOURNAL_UNREADABLE]")
  })

  it("is refused when it is something else", () => {
    expect(() => readLines("hello\nworld\n")).toThrow("line 1 is not one")
  })

  it("is refused when the engine remembers another story of the same run", async () => {
    const engine = memory()
    await memoryState(engine, clock).append("one", entry("a", "another step"))
    const lines = await written(2)

    await expect(caller(lines.join("\n")).on(engine).read("one")).rejects.toThrow("differ from their line 1 on")
  })

  it("is not needed to look at what serves, and named when it is", async () => {
    const missing = new Error("no file")
    const state = fileState(memoryState(memory(), clock), {
      text: () => Promise.reject(missing),
      clock,
      announce: () => {},
    })

    expect(state.whereabouts).toContain("not two machines at once")
    await expect(state.read("one")).rejects.toThrow(missing)
  })
})
