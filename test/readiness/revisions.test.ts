/** Shows which revisions count as new, in what order, and what makes that unknown. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { freshRevisions, headsIn, type Revision } from "../../.dagger/lib/readiness/revisions.js"
import { revision } from "./revision.js"

const chain = [revision("a"), revision("b", ["a"]), revision("c", ["b"])]
const fresh = (revisions: Revision[], head: string, from?: string) =>
  freshRevisions({ revisions, unreadable: [] }, head, from)
const names = (found: ReturnType<typeof fresh>) =>
  "puzzle" in found ? found.puzzle : found.revisions.map(({ revision }) => revision)

describe("heads", () => {
  it.each([
    ["one", "0003 (head)\n", ["0003"]],
    ["two", "0003 (head)\n0003b (branch) (head)\n", ["0003", "0003b"]],
    ["none", "\n  \n", []],
  ])("are the first words: %s", (_, output, expected) => {
    expect(headsIn(output)).toEqual(expected)
  })
})

describe("new revisions", () => {
  it.each([
    ["all on the first release", undefined, ["a", "b", "c"]],
    ["those after the previous head", "a", ["b", "c"]],
    ["none when the head is the same", "c", []],
  ])("are %s", (_, from, expected) => {
    expect(names(fresh(chain, "c", from))).toEqual(expected)
  })

  it("leave out what the head does not build on", () => {
    expect(names(fresh([...chain, revision("x", ["a"])], "c", "a"))).toEqual(["b", "c"])
  })

  it("of a merge are both branches, the merge last", () => {
    const merged = [...chain, revision("x", ["a"]), revision("m", ["c", "x"])]

    expect(names(fresh(merged, "m", "b"))).toEqual(["c", "x", "m"])
  })

  it("come after their parents, and with the old ones are all that the head builds on", () => {
    const graphs = fc
      .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
      .map((all) =>
        all.map((picks, index) =>
          revision(`r${index}`, index === 0 ? [] : [...new Set(picks.map((pick) => `r${pick % index}`))]),
        ),
      )
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (graph, pick, other) => {
        const head = `r${pick % graph.length}`
        const all = names(fresh(graph, head)) as string[]
        const from = all[other % all.length]!
        const [old, young] = [names(fresh(graph, from)) as string[], names(fresh(graph, head, from)) as string[]]

        expect([...old, ...young].toSorted()).toEqual(all.toSorted())
        for (const one of graph.filter(({ revision }) => all.includes(revision)))
          for (const parent of one.parents) expect(all.indexOf(parent)).toBeLessThan(all.indexOf(one.revision))
      }),
    )
  })
})

describe("it is not known what is new", () => {
  it.each([
    ["the previous head is unknown here", fresh(chain, "c", "z"), "the previous image ends at revision z"],
    ["the head has no file", fresh(chain, "z"), "the head is z, and no file has that revision"],
    ["a parent has no file", fresh([revision("b", ["a"])], "b"), "b.py builds on a, and no file has that revision"],
    ["two files have one revision", fresh([...chain, revision("a")], "c"), "two files have one revision: a"],
    ["it goes round", fresh([revision("a", ["b"]), revision("b", ["a"])], "a"), "revision a is its own ancestor"],
    [
      "one file is unreadable",
      freshRevisions({ revisions: chain, unreadable: [{ file: "d.py", why: "no Python" }] }, "c", undefined),
      "cannot be read: d.py: no Python",
    ],
  ])("because %s", (_, found, why) => {
    expect(names(found)).toContain(why)
  })
})
