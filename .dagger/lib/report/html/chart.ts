/** Owns charts: the drawing stretches with the page, the words stay text beside it. Pure. */
import { tickLabel, ticksOf } from "./axis.js"
import { html, type Markup } from "./markup.js"
import { round } from "./words.js"

export interface Line {
  name: string
  /** Rising in x; null is a gap. */
  points: readonly (readonly [number, number | null])[]
}

export interface Bar {
  from: number
  until: number
  value: number
  /** The part of it that went wrong. */
  bad: number
}

export interface Chart {
  title: string
  /** What it shows, in words: the same for who sees it and who does not. */
  words: string
  x: { from: number; until: number; labels?: { at: number; label: string }[] }
  format: (value: number) => string
  lines?: readonly Line[]
  bars?: readonly Bar[]
  /** Across the whole chart; where it lies far above everything it is named only. */
  limit?: { value: number; label: string }
}

const [WIDTH, HEIGHT] = [1000, 160]
/** A limit that would press everything else to the floor is not drawn. */
const FAR = 4

export function chart(given: Chart): Markup {
  const { title, words, lines = [], bars = [], limit, format } = given
  const top = topOf(given)
  const far = limit && limit.value > top
  return html`<figure class="chart">
    <figcaption>
      <b>${title}</b> <span>${words}</span>${far && html` <span class="far">↑ ${limit.label}, above this chart</span>`}
    </figcaption>
    <div class="plot" aria-hidden="true">
      <span class="y top">${format(top)}</span><span class="y half">${format(top / 2)}</span>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
        <path class="grid" d="M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}M0 0H${WIDTH}" />
        ${bars.map((bar) => barOf(bar, given, top))}${lines.map((line, index) => html`<path class="line line-${index}" d="${pathOf(line, given, top)}" />`)}
        ${limit && !far && html`<path class="limit" d="M0 ${HEIGHT * (1 - limit.value / top)}H${WIDTH}" />`}
      </svg>
      ${limit && !far && html`<span class="limit-label" style="--at:${(1 - limit.value / top).toFixed(3)}">${limit.label}</span>`}
      <div class="x">
        ${labelsOf(given).map(({ at, label }) => html`<span style="left:${at.toFixed(2)}%">${label}</span>`)}
      </div>
    </div>
    ${
      lines.length > 1 &&
      html`<ul class="keys">
        ${lines.map(({ name }, index) => html`<li class="line-${index}">${name}</li>`)}
      </ul>`
    }
  </figure>`
}

function topOf({ lines = [], bars = [], limit }: Chart): number {
  const values = [
    ...lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0)),
    ...bars.map(({ value }) => value),
  ]
  const most = values.reduce((highest, value) => Math.max(highest, value), 0)
  const shown = limit && limit.value <= most * FAR ? Math.max(most, limit.value) : most
  return niceAbove(shown * 1.1 || limit?.value || 1)
}

function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= value) ?? value
}

/** A gap lifts the pen. */
function pathOf({ points }: Line, { x }: Chart, top: number): string {
  return points
    .map(([at, value], index) => {
      if (value === null) return ""
      const pen = (points[index - 1]?.[1] ?? null) === null ? "M" : "L"
      return `${pen}${across(at, x).toFixed(1)} ${Math.max(0, HEIGHT * (1 - value / top)).toFixed(1)}`
    })
    .join("")
}

function barOf({ from, until, value, bad }: Bar, { x }: Chart, top: number): Markup {
  const [left, width] = [across(from, x), across(until, x) - across(from, x)]
  const height = (HEIGHT * value) / top
  const wrong = (HEIGHT * bad) / top
  const box = (look: string, y: number, tall: number) =>
    html`<rect
      class="${look}"
      x="${(left + width * 0.1).toFixed(1)}"
      y="${y.toFixed(1)}"
      width="${(width * 0.8).toFixed(1)}"
      height="${tall.toFixed(1)}"
    />`
  return html`${box("bar", HEIGHT - height, height - wrong)}${bad > 0 && box("bar bad", HEIGHT - wrong, wrong)}`
}

function across(at: number, { from, until }: Chart["x"]): number {
  return ((at - from) / Math.max(1e-9, until - from)) * WIDTH
}

/** Time in seconds from the beginning, unless others are given. */
function labelsOf({ x }: Chart): { at: number; label: string }[] {
  if (x.labels) return x.labels.map(({ at, label }) => ({ at: across(at, x) / 10, label }))
  const ticks = ticksOf((x.until - x.from) * 1000, 6)
  return ticks.map((tick) => ({ at: across(tick + x.from, x) / 10, label: tickLabel(tick) }))
}

/** `0.01 to 0.03 s, 0.02 s at the end`. */
export function inWords(points: Line["points"], format: (value: number) => string): string {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
  if (values.length === 0) return "no value"
  const least = values.reduce((a, b) => Math.min(a, b))
  const most = values.reduce((a, b) => Math.max(a, b))
  return least === most
    ? `always ${format(least)}`
    : `${format(least)} to ${format(most)}, ${format(values.at(-1)!)} at the end`
}

export function plain(value: number): string {
  return round(value)
}
