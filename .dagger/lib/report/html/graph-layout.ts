/** Owns where the steps stand in the picture of the pipeline: columns by what they wait for, lanes by environment. Pure. */

export interface Node {
  name: string
  /** What they waited for; names that are no node count for nothing. */
  after: readonly string[]
  lane: string
}

export interface Placed<N extends Node> {
  node: N
  rank: number
  /** Within its lane, from 0. */
  row: number
}

export interface Layout<N extends Node> {
  placed: Placed<N>[]
  ranks: number
  /** Those that are not empty, with how many rows each needs. */
  lanes: { name: string; rows: number }[]
  edges: { from: string; to: string }[]
}

/** A plan names every step after those it waits for; `order` names all lanes. */
export function layoutOf<N extends Node>(nodes: readonly N[], order: readonly string[]): Layout<N> {
  const placed: Placed<N>[] = []
  for (const node of nodes) {
    const before = placed.filter((one) => node.after.includes(one.node.name))
    const rank = Math.max(-1, ...before.map((one) => one.rank)) + 1
    placed.push({ node, rank, row: rowOf(node.lane, rank, before, placed) })
  }
  const names = order.filter((lane) => nodes.some((node) => node.lane === lane))
  const lanes = names.map((name) => ({ name, rows: Math.max(...rowsIn(name, placed)) + 1 }))
  return { placed, ranks: Math.max(0, ...placed.map(({ rank }) => rank + 1)), lanes, edges: edgesOf(placed) }
}

function rowsIn<N extends Node>(lane: string, placed: readonly Placed<N>[]): number[] {
  return placed.filter(({ node }) => node.lane === lane).map(({ row }) => row)
}

/** Beside what it waits for, or in the next free row. */
function rowOf<N extends Node>(lane: string, rank: number, before: Placed<N>[], placed: readonly Placed<N>[]): number {
  const taken = rowsIn(
    lane,
    placed.filter((one) => one.rank === rank),
  )
  const rows = rowsIn(lane, before)
  let row = rows.length === 0 ? 0 : Math.round(rows.reduce((sum, one) => sum + one, 0) / rows.length)
  while (taken.includes(row)) row++
  return row
}

/** Only those that say something new: who waits for the second waits for the first as well. */
function edgesOf<N extends Node>(placed: readonly Placed<N>[]): Layout<N>["edges"] {
  const afterOf = new Map(placed.map(({ node }) => [node.name, node.after]))
  const reaches = (from: string, to: string): boolean =>
    (afterOf.get(from) ?? []).some((one) => one === to || reaches(one, to))
  return placed.flatMap(({ node }) => {
    const known = node.after.filter((name) => afterOf.has(name))
    return known
      .filter((name) => !known.some((other) => other !== name && reaches(other, name)))
      .map((from) => ({ from, to: node.name }))
  })
}
