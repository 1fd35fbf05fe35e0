/** Shows that the records of the local target are read as they are, or not at all: what cannot be read is never nothing. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import { APPEND, READ } from "../../../.dagger/lib/targets/embedded/volume.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { release, Stage } from "../conformance/stage.js"
import { nameOf, PLACE } from "./engine.js"
import { fakeEngine, target } from "./subject.js"

const live = { type: "live", deployment: { ...release(1), environment: "production", variables: {}, at: "" } }

const unreadable: [what: string, line: string][] = [
  ["cut off", '{"type":"live","deployment":{"ima'],
  ["two in one line", JSON.stringify(live).repeat(2)],
  ["of a kind that is not known", '{"type":"paused"}'],
  ["without a digest", JSON.stringify({ ...live, deployment: { ...live.deployment, image: { tag: "v1" } } })],
  ["a page", "<html>"],
]

const uses: [what: string, use: (context: Context) => Promise<unknown>][] = [
  ["current", (context) => target.current(context, "production")],
  ["history", (context) => target.history(context, "production")],
  ["deploy", (context) => target.deploy(context, "production", release(2), {})],
  ["rollback", (context) => target.rollback(context, "production", live.deployment as Deployment)],
  ["takeDown", (context) => target.takeDown(context, "production")],
]

describe.each(unreadable)("a record that is %s", (_, line) => {
  it.each(uses)("ends %s with what is wrong, and nothing is changed", async (_, use) => {
    const platform = await fakeEngine()
    const stage = new Stage({ target, start: fakeEngine, triesPerRead: 1, mutations: [] }, platform)
    platform.engine.volumes.set(nameOf(PLACE), `${JSON.stringify(live)}\n${line}\n`)
    stage.failed(await stage.ask(use), /local did not read production's records \(release\): line 2 is .*--run/s)

    expect(stage.problems).toEqual([])
    expect(platform.calls, "it was asked once: the same text would come again").toEqual(["read"])
  })
})

it("one rehearsal knows nothing of another", async () => {
  const platform = await fakeEngine()
  const stage = new Stage({ target, start: fakeEngine, triesPerRead: 1, mutations: [] }, platform)
  await stage.deployed(1)
  const { context } = stage.attempt()
  const other = { ...context, request: { ...context.request, scope: "rehearsal-2" } }
  expect(await target.current(other, "production")).toBeUndefined()
  expect(await target.current(context, "production")).toMatchObject(release(1))
})

describe("what runs beside the volume", () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "shipway-records-"))))
  afterEach(() => rmSync(folder, { recursive: true }))
  const sh = (script: string, ...words: string[]) =>
    execFileSync("sh", ["-c", script, "sh", join(folder, "one.jsonl"), ...words], { stdio: "pipe" }).toString()

  it("reads no file as no records, and fails where it cannot read one", () => {
    expect(sh(READ)).toBe("")
    mkdirSync(join(folder, "one.jsonl"))
    expect(() => sh(READ)).toThrow(/directory/)
  })

  it("answers a write with everything that is there then", () => {
    const odd = `{"a":"%s \\\\n $HOME 'x' \`y\`"}`
    expect(sh(APPEND, "{}")).toBe("{}\n")
    expect(sh(APPEND, odd)).toBe(`{}\n${odd}\n`)
    expect(sh(READ)).toBe(readFileSync(join(folder, "one.jsonl"), "utf8"))
  })
})
