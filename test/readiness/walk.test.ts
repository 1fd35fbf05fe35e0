/** Shows the walk up, down and up: its moves, the script as a real shell runs it, and where it stopped. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Migrations } from "../../.dagger/lib/config/readiness.js"
import { type Move, movesOf, nameOf, scriptOf, stoppedAt } from "../../.dagger/lib/readiness/walk.js"
import { revision } from "./revision.js"

const tool: Migrations = {
  folder: "versions",
  reader: ["alembic"],
  heads: [],
  up: ["tool", "up", "{revision}"],
  down: ["tool", "down", "{revision}"],
  base: "base",
  contracts: [],
}

const movesFrom = (from: string | undefined) =>
  movesOf({ head: "m", from, revisions: [revision("b", ["a"]), revision("m", ["b", "x"])] }, tool)

describe("the moves", () => {
  it("start where production is, and go down to each revision's parent", () => {
    expect(movesFrom("a").map(({ command }) => command.join(" "))).toEqual([
      "tool up a",
      "tool up b",
      "tool down a",
      "tool up b",
      "tool up m",
      "tool down b",
      "tool up m",
    ])
  })

  it("of a first release start from nothing, and go down to it", () => {
    const moves = movesOf({ head: "a", from: undefined, revisions: [revision("a")] }, tool)

    expect(moves.map(({ command }) => command.join(" "))).toEqual(["tool up a", "tool down base", "tool up a"])
  })
})

const move = (revision: string, way: Move["way"], command: string[]): Move => ({ revision, way, command })
const good = move("a", "up", ["true"])

describe("a run of the script", () => {
  it.each<[string, Move[], string | undefined]>([
    ["that makes every move", [good, move("it's", "down", ["sh", "-c", "exit 0"])], undefined],
    ["that fails at the first", [move("a", "up", ["false"]), good], "up a"],
    ["that fails in the middle", [good, move("b", "down", ["sh", "-c", "echo boom >&2; exit 3"]), good], "down b"],
    ["whose command is not there", [good, move("b", "up again", ["no-such-tool"])], "up again b"],
  ])("%s", (_, moves, expected) => {
    const folder = mkdtempSync(join(tmpdir(), "shipway-walk-"))
    const log = join(folder, "walk.txt")
    const run = spawnSync("sh", ["-c", scriptOf(moves, log)], { encoding: "utf8" })
    const stopped = stoppedAt(moves, run.status!, readFileSync(log, "utf8"))
    rmSync(folder, { recursive: true })

    expect(stopped?.move && nameOf(stopped.move)).toBe(expected)
    expect(stopped === undefined).toBe(expected === undefined)
    if (expected === "down b") expect(run.stdout).toContain("boom")
  })

  it.each([
    ["no log", 0, ""],
    ["half a log", 0, "up a\n"],
    ["a log of other moves", 1, "up z\n"],
  ])("proves nothing with %s", (_, exitCode, log) => {
    expect(stoppedAt([good, move("b", "up", ["true"])], exitCode, log)).toEqual({ move: undefined })
  })
})
