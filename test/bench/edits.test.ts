/** Shows that every scenario changes the repository as it is now, differently each time, and leaves no trace. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { changesOf, edit, SCENARIOS } from "../../bench/edits.js"

const locked = { "app/uv.lock": "locked\n" }

describe.each(SCENARIOS)("%s", (scenario) => {
  const changes = changesOf(scenario, locked)
  const paths = Object.keys(changes)
  const folder = mkdtempSync(join(tmpdir(), "shipway-bench-edit-"))
  const texts = () => paths.map((path) => readFileSync(join(folder, path), "utf8"))
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(path, join(folder, path))
  }

  it("changes what it says, and takes it back", () => {
    const before = texts()
    const edited = ["bench 1", "bench 2"].map((once) => {
      const undo = edit(folder, changes, once)
      const now = texts()
      undo()
      return now
    })

    expect(texts()).toEqual(before)
    for (const [index] of paths.entries()) expect(new Set([before, ...edited].map((all) => all[index])).size).toBe(3)
  })
})

it("an edit that finds nothing to change is an error", () => {
  const folder = mkdtempSync(join(tmpdir(), "shipway-bench-edit-"))
  cpSync("README.md", join(folder, "README.md"))

  expect(() => edit(folder, { "README.md": (text) => text }, "bench 1")).toThrow("changed nothing")
})

it("the line of the app stays one line, which its formatter would leave", () => {
  const [[path, change]] = Object.entries(changesOf("line", {})) as [[string, (text: string, once: string) => string]]
  const text = readFileSync(path, "utf8")

  expect(change(text, "bench 1").split("\n")).toHaveLength(text.split("\n").length)
  expect(change(text, "bench 1")).toMatch(/^MAX_SENTENCES = 3 {2}# bench 1$/m)
})
