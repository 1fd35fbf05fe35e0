/** Owns the picture of the pipeline, lying for wide screens and standing for narrow ones. Pure. */
import { type Layout, layoutOf, type Node, type Placed } from "./graph-layout.js"
import { html, type Markup } from "./markup.js"

export interface Drawn extends Node {
  label: string
  /** Below the label. */
  note: string
  /** Looks: classes of the style sheet. */
  look: string
  href: string | null
  critical: boolean
}

/** From the top, or from the left. */
const LANES = ["commit", "staging", "production"]
const NODE = { width: 82, height: 38 }
const LYING = { rank: 94, row: 48, lane: 26, margin: 6 }
const STANDING = { rank: 52, lane: 118, head: 26, margin: 12 }

interface Spot {
  x: number
  y: number
}

type Spots = ReadonlyMap<string, Spot>

/** Time goes from left to right, lanes lie below each other. */
export function lying(nodes: readonly Drawn[]): Markup {
  const layout = layoutOf(nodes, LANES)
  const tops = topsOf(layout)
  const place = ({ node, rank, row }: Placed<Drawn>): Spot => ({
    x: LYING.margin + rank * LYING.rank,
    y: tops.get(node.lane)! + LYING.lane + row * LYING.row,
  })
  const spots = spotsOf(layout, place)
  const width = layout.ranks * LYING.rank + LYING.margin
  const height = [...tops.values()].at(-1)! + heightOf(layout.lanes.at(-1)!.rows)
  const lanes = layout.lanes.map(
    ({ name, rows }) =>
      html`<rect class="lane" x="0" y="${tops.get(name)! + 2}" width="${width}" height="${heightOf(rows) - 4}" rx="8"/><text class="lane-name" x="10" y="${tops.get(name)! + 17}">${name}</text>`,
  )
  const edge = (from: Spot, to: Spot) => {
    const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + NODE.height / 2, to.x, to.y + NODE.height / 2]
    // Straight until shortly before its end, so that it crosses no other step.
    const turn = Math.max(x1, x2 - 26)
    return `M${x1} ${y1}H${turn}C${(turn + x2) / 2} ${y1} ${(turn + x2) / 2} ${y2} ${x2} ${y2}`
  }
  return picture("lying", { width, height }, lanes, drawn(layout, spots, edge))
}

/** Time goes downwards, lanes stand side by side. */
export function standing(nodes: readonly Drawn[]): Markup {
  const layout = layoutOf(nodes, LANES)
  const tops = ranksOf(layout)
  const lane = (name: string) => layout.lanes.findIndex((one) => one.name === name)
  const place = ({ node, rank, row }: Placed<Drawn>): Spot => ({
    x: lane(node.lane) * STANDING.lane + (STANDING.lane - NODE.width) / 2,
    y: STANDING.head + (tops[rank]! + cellRow(layout, { node, rank, row })) * STANDING.rank,
  })
  const spots = spotsOf(layout, place)
  const width = layout.lanes.length * STANDING.lane
  const height = STANDING.head + tops.at(-1)! * STANDING.rank + STANDING.margin
  const lanes = layout.lanes.map(
    ({ name }, index) =>
      html`<rect class="lane" x="${index * STANDING.lane + 2}" y="0" width="${STANDING.lane - 4}" height="${height}" rx="8"/><text class="lane-name middle" x="${(index + 0.5) * STANDING.lane}" y="17">${name}</text>`,
  )
  const between = (from: Spot, to: Spot) =>
    [...spots.values()].some(({ x, y }) => x === from.x && x === to.x && y > from.y && y < to.y)
  const edge = (from: Spot, to: Spot) => (between(from, to) ? aside(from, to) : downwards(from, to))
  return picture("standing", { width, height }, lanes, drawn(layout, spots, edge))
}

function downwards(from: Spot, to: Spot): string {
  const [x1, y1, x2, y2] = [from.x + NODE.width / 2, from.y + NODE.height, to.x + NODE.width / 2, to.y]
  const turn = Math.max(y1, y2 - 14)
  return `M${x1} ${y1}V${turn}C${x1} ${(turn + y2) / 2 + 4} ${x2} ${(turn + y2) / 2 - 4} ${x2} ${y2}`
}

/** Past the steps in between, which it has nothing to do with. */
function aside(from: Spot, to: Spot): string {
  const [x, y1, y2] = [from.x, from.y + NODE.height / 2, to.y + NODE.height / 2]
  return `M${x} ${y1}C${x - 10} ${y1} ${x - 10} ${y1} ${x - 10} ${y1 + 8}V${y2 - 8}C${x - 10} ${y2} ${x - 10} ${y2} ${x} ${y2}`
}

function heightOf(rows: number): number {
  return LYING.lane + rows * LYING.row
}

function topsOf({ lanes }: Layout<Drawn>): Map<string, number> {
  let top = 0
  return new Map(lanes.map(({ name, rows }) => [name, (top += heightOf(rows)) - heightOf(rows)]))
}

/** How many steps of one lane stand at one rank: they have to stand below each other. */
function ranksOf({ placed, ranks, lanes }: Layout<Drawn>): number[] {
  const tops = [0]
  for (let rank = 0; rank < ranks; rank++) {
    const most = lanes.map(({ name }) => placed.filter((one) => one.rank === rank && one.node.lane === name).length)
    tops.push(tops.at(-1)! + Math.max(1, ...most))
  }
  return tops
}

function cellRow({ placed }: Layout<Drawn>, { node, rank }: Placed<Drawn>): number {
  return placed
    .filter((one) => one.rank === rank && one.node.lane === node.lane)
    .findIndex((one) => one.node.name === node.name)
}

function spotsOf({ placed }: Layout<Drawn>, place: (one: Placed<Drawn>) => Spot): Spots {
  return new Map(placed.map((one) => [one.node.name, place(one)]))
}

function drawn({ placed, edges }: Layout<Drawn>, spots: Spots, edge: (from: Spot, to: Spot) => string): Markup[] {
  const critical = new Set(placed.filter(({ node }) => node.critical).map(({ node }) => node.name))
  const isCritical = ({ from, to }: { from: string; to: string }) => critical.has(from) && critical.has(to)
  return [
    ...edges
      .toSorted((a, b) => Number(isCritical(a)) - Number(isCritical(b)))
      .map(
        (one) =>
          html`<path class="${isCritical(one) ? "edge critical" : "edge"}" d="${edge(spots.get(one.from)!, spots.get(one.to)!)}"/>`,
      ),
    ...placed.map(({ node }) => box(node, spots.get(node.name)!)),
  ]
}

function box({ label, note, look, href, critical }: Drawn, { x, y }: Spot): Markup {
  const middle = x + NODE.width / 2
  const content = html`<rect class="node ${look}${critical && " critical"}" x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="6"/><text class="label" x="${middle}" y="${y + 16}">${label}</text><text class="note" x="${middle}" y="${y + 30}">${note}</text>`
  return href === null ? content : html`<a href="${href}" tabindex="-1">${content}</a>`
}

function picture(kind: string, { width, height }: { width: number; height: number }, lanes: Markup[], rest: Markup[]) {
  return html`<svg class="graph ${kind}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true"> ${lanes}${rest} </svg>`
}
