/** Shows that medians, spreads and slopes are those of the samples. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { growthOf, spreadOf } from "../../bench/statistics.js"

describe("the spread", () => {
  it.each([
    [[3], { samples: 1, median: 3, min: 3, max: 3 }],
    [[9, 1, 5], { samples: 3, median: 5, min: 1, max: 9 }],
    [[4, 1, 2, 10], { samples: 4, median: 3, min: 1, max: 10 }],
    [[10, 9, 100], { samples: 3, median: 10, min: 9, max: 100 }],
  ])("of %j", (values, spread) => expect(spreadOf(values)).toEqual(spread))

  it("of nothing is an error, not zero", () => expect(() => spreadOf([])).toThrow("no sample"))

  it("has as many values below its median as above it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (values) => {
        const { median } = spreadOf(values)
        expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(values.length / 2)
        expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(values.length / 2)
      }),
    )
  })
})

describe("growth", () => {
  it("of a straight line is its slope, in any order, and does not bend", () => {
    const whole = fc.integer({ min: 1, max: 100 })
    fc.assert(
      fc.property(whole, whole, (slope, intercept) => {
        const points = [100, 1, 10].map((n) => ({ n, seconds: intercept + slope * n }))
        const growth = growthOf(points)!
        expect(growth.slope).toBeCloseTo(slope)
        expect(growth.intercept).toBeCloseTo(intercept)
        expect(growth.bend).toBeCloseTo(1)
      }),
    )
  })

  it("of a square bends upwards", () =>
    expect(growthOf([1, 10, 100].map((n) => ({ n, seconds: n * n })))!.bend).toBeCloseTo(10))

  it("of two points is not told: nothing could bend", () =>
    expect(growthOf([1, 10].map((n) => ({ n, seconds: n })))).toBeUndefined())
})
