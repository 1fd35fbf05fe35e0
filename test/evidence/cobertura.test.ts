/** Shows the coverage gate's edge: exactly the gate is not above it. */
import { describe, expect, it } from "vitest"
import { isAbove, percent, readCobertura } from "../../.dagger/lib/evidence/cobertura.js"

const report = (lines: [number, number], branches: [number, number]) =>
  `<coverage lines-covered="${lines[0]}" lines-valid="${lines[1]}" branches-covered="${branches[0]}" branches-valid="${branches[1]}" line-rate="1"/>`

describe("the coverage gate", () => {
  it("counts lines and branches together", () => {
    expect(readCobertura(report([90, 100], [10, 50]))).toEqual({ covered: 100, valid: 150 })
  })

  it.each([
    [{ covered: 80, valid: 100 }, false],
    [{ covered: 81, valid: 100 }, true],
    [{ covered: 800000, valid: 1000000 }, false],
    [{ covered: 800001, valid: 1000000 }, true],
    [{ covered: 0, valid: 0 }, false],
  ])("with 80 declared, %j passes: %s", (coverage, passes) => {
    expect(isAbove(coverage, 80)).toBe(passes)
  })

  it("never passes on nothing to cover, even at a gate of 0", () => {
    expect(isAbove({ covered: 0, valid: 0 }, 0)).toBe(false)
    expect(percent({ covered: 0, valid: 0 })).toBe("no lines")
  })

  it.each([
    "<coverage/>",
    "<other/>",
    `<coverage lines-covered="x" lines-valid="1" branches-covered="0" branches-valid="0"/>`,
  ])("refuses an unreadable report: %s", (text) => {
    expect(() => readCobertura(text)).toThrow()
  })
})
