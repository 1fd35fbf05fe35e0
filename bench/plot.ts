/** Owns the picture of the pipeline's medians: bars per scenario and way, whiskers from the fastest to the slowest. Pure. */
import { SCENARIOS, TITLES } from "./edits.js"
import type { Measured, Results } from "./results.js"
import { WAY_TITLES, WAYS } from "./ways/way.js"

const WIDTH = 880
const LEFT = 190
const RIGHT = 70
const BAR = 14
const GAP = 18
const TOP = 44
const COLOURS = { shipway: "#2563eb", script: "#94a3b8", make: "#64748b", act: "#d97706", compose: "#0d9488" }

export function plotOf({ cells }: Results): string {
  const measured = cells.filter(({ group }) => group === "pipeline")
  const scale = (WIDTH - LEFT - RIGHT) / Math.max(...measured.map(({ max }) => max), 1)
  const ways = WAYS.filter((name) => measured.some(({ way }) => way === name))
  let y = TOP
  const groups = SCENARIOS.flatMap((scenario) => {
    const bars = ways.flatMap((name) => measured.find((cell) => cell.scenario === scenario && cell.way === name) ?? [])
    if (bars.length === 0) return []
    const from = y
    y += bars.length * BAR + GAP
    const label = text(LEFT - 8, from + (bars.length * BAR) / 2 + 4, TITLES[scenario].replaceAll("`", ""), "end")
    return [label, ...bars.map((cell, index) => bar(cell, from + index * BAR, scale))]
  })
  const legend = ways.map((way, index) => key(way, LEFT + index * 130))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Seconds for lint, tests and build, by what changed and by way">
<style>text { font: 12px system-ui, sans-serif; fill: #1f2937 } line { stroke: #1f2937 } @media (prefers-color-scheme: dark) { text { fill: #e5e7eb } line { stroke: #e5e7eb } }</style>
${[...legend, ...groups].join("\n")}
</svg>
`
}

function bar({ way, median, min, max }: Measured, y: number, scale: number): string {
  const at = (value: number) => (LEFT + value * scale).toFixed(1)
  const middle = y + BAR / 2
  return [
    `<rect x="${LEFT}" y="${y + 1}" width="${(median * scale).toFixed(1)}" height="${BAR - 2}" fill="${colourOf(way)}"/>`,
    `<line x1="${at(min)}" y1="${middle}" x2="${at(max)}" y2="${middle}"/>`,
    text(Number(at(max)) + 5, y + BAR - 3, `${median.toFixed(1)} s`, "start"),
  ].join("")
}

const key = (way: (typeof WAYS)[number], x: number) =>
  `<rect x="${x}" y="12" width="12" height="12" fill="${colourOf(way)}"/>${text(x + 17, 22, WAY_TITLES[way].replaceAll("`", ""), "start")}`

const colourOf = (way: string) => COLOURS[way as keyof typeof COLOURS]

function text(x: number, y: number, words: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`
}
