/** Shows the order that needs ask for, over any graph, and that a cycle is found and named. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { chainsBehind, cycleOf, inOrder } from "../../.dagger/lib/config/needs.js"

const names = ["a", "b", "c", "d", "e"]
const graphs = fc
  .tuple(...names.map(() => fc.subarray(names)))
  .map((needs) => names.map((name, index) => ({ name, needs: needs[index]! })))

it("puts every need before its dependants, or names a cycle, and never both", () => {
  fc.assert(
    fc.property(graphs, (all) => {
      const ordered = inOrder(all).map(({ name }) => name)
      const cycle = cycleOf(all)

      for (const { name, needs } of all.filter(({ name }) => ordered.includes(name)))
        for (const need of needs) expect(ordered.indexOf(need)).toBeLessThan(ordered.indexOf(name))
      expect(cycle === undefined).toBe(ordered.length === all.length)
      cycle?.slice(1).forEach((need, index) => {
        expect(all.find(({ name }) => name === cycle[index])!.needs).toContain(need)
      })
      if (cycle) expect(cycle.at(-1)).toBe(cycle[0])
    }),
  )
})

it("tells of each how long a chain waits for it: 1 more than the longest of those who need it, and 0 where nobody does", () => {
  fc.assert(
    fc.property(graphs, (all) => {
      fc.pre(cycleOf(all) === undefined)
      const behind = chainsBehind(all)

      for (const { name } of all) {
        const dependants = all.filter(({ needs }) => needs.includes(name))
        expect(behind.get(name)).toBe(Math.max(0, ...dependants.map((one) => 1 + behind.get(one.name)!)))
      }
    }),
  )
})

it("keeps the declared order where needs leave it open", () => {
  const all = [
    { name: "z", needs: [] },
    { name: "late", needs: ["y"] },
    { name: "y", needs: [] },
  ]

  expect(inOrder(all).map(({ name }) => name)).toEqual(["z", "y", "late"])
})
