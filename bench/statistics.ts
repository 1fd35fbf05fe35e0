/** Owns what is worked out from samples: medians, spreads, and how a time grows. Pure. */

export interface Spread {
  samples: number
  median: number
  min: number
  max: number
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error("there is no sample to take a median of")
  const sorted = values.toSorted((a, b) => a - b)
  return { samples: sorted.length, median: medianOf(sorted), min: sorted[0]!, max: sorted.at(-1)! }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!
}

export interface Growth {
  /** Seconds for one more, by least squares over all points. */
  slope: number
  intercept: number
  /** Seconds for one more between the first two points, and between the last two. */
  first: number
  last: number
  /** What one more costs at the end, in what it cost at the beginning: above 1 it bends upwards. */
  bend: number
}

export function growthOf(points: readonly { n: number; seconds: number }[]): Growth | undefined {
  const sorted = points.toSorted((a, b) => a.n - b.n)
  if (new Set(sorted.map(({ n }) => n)).size < 3) return undefined
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [n, seconds] = [mean(sorted.map((point) => point.n)), mean(sorted.map((point) => point.seconds))]
  const slope =
    sorted.reduce((sum, point) => sum + (point.n - n) * (point.seconds - seconds), 0) /
    sorted.reduce((sum, point) => sum + (point.n - n) ** 2, 0)
  const between = (a: (typeof sorted)[number], b: (typeof sorted)[number]) => (b.seconds - a.seconds) / (b.n - a.n)
  const [first, last] = [between(sorted[0]!, sorted[1]!), between(sorted.at(-2)!, sorted.at(-1)!)]
  return { slope, intercept: seconds - slope * n, first, last, bend: last / first }
}
