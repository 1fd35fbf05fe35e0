/** Owns a time axis in percent, with long pauses cut out: a run may wait a night for a person. Pure. */
interface Timed {
  startedAt: string
  durationMs: number
}

interface Axis {
  /** Epoch milliseconds → percent. */
  at: (time: number) => number
  ticks: { at: number; label: string }[]
  pauses: { at: number; ms: number }[]
}

/** Shorter ones are part of how long it took. */
const SHORTEST_PAUSE_MS = 60000
/** As a share of all that was busy. */
const CUT = 0.03
const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400]
const MOST_TICKS = 8

export function axisOf(steps: readonly Timed[]): Axis {
  const busy = stretchesOf(steps)
  const work = Math.max(1, sum(busy.map(([from, until]) => until - from)))
  const cut = work * CUT
  const length = work + cut * Math.max(0, busy.length - 1)
  const starts = busy.map((_, index) => sum(busy.slice(0, index).map(([from, until]) => until - from + cut)))
  const percent = (ms: number) => (ms / length) * 100
  const at = (time: number): number => {
    const index = Math.max(
      0,
      busy.findLastIndex(([from]) => from <= time),
    )
    const [from, until] = busy[index] ?? [0, 0]
    return percent((starts[index] ?? 0) + Math.min(time, until) - from)
  }
  const pauses = busy.slice(1).map(([from], index) => ({
    at: percent(starts[index + 1]! - cut / 2),
    ms: from - busy[index]![1],
  }))
  return {
    at,
    pauses,
    ticks:
      pauses.length > 0
        ? []
        : ticksOf(work).map((second) => ({ at: percent(second * 1000), label: tickLabel(second) })),
  }
}

function stretchesOf(steps: readonly Timed[]): [number, number][] {
  const spans = steps
    .map(({ startedAt, durationMs }): [number, number] => [Date.parse(startedAt), Date.parse(startedAt) + durationMs])
    .toSorted((a, b) => a[0] - b[0])
  const busy: [number, number][] = []
  for (const [from, until] of spans) {
    const last = busy.at(-1)
    if (last && from - last[1] < SHORTEST_PAUSE_MS) last[1] = Math.max(last[1], until)
    else busy.push([from, until])
  }
  return busy
}

/** `45 s`, `1:15`, `2:00 h`. */
export function tickLabel(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0")
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`
}

/** In seconds, round numbers. */
export function ticksOf(ms: number, most = MOST_TICKS): number[] {
  const step = NICE.find((one) => ms / 1000 / one <= most) ?? NICE.at(-1)! * Math.ceil(ms / 1000 / NICE.at(-1)! / most)
  return Array.from({ length: Math.floor(ms / 1000 / step) + 1 }, (_, index) => index * step)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
