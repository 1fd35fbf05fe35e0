/** Owns the order that needs: ask for, and the search for a cycle that nothing could start in. Pure. */

interface Needing {
  name: string
  needs: readonly string[]
}

/** Every need before its dependants, else as declared; whatever waits for a cycle is left out. */
export function inOrder<T extends Needing>(all: readonly T[]): T[] {
  const ordered: T[] = []
  const placed = new Set<string>()
  for (;;) {
    const ready = all.filter(({ name, needs }) => !placed.has(name) && needs.every((need) => placed.has(need)))
    if (ready.length === 0) return ordered
    ordered.push(...ready)
    ready.forEach(({ name }) => placed.add(name))
  }
}

/** How long a chain of dependants waits for each: whoever keeps the longest one waiting had better begin first. */
export function chainsBehind(all: readonly Needing[]): Map<string, number> {
  const behind = new Map(all.map(({ name }) => [name, 0]))
  for (const { name, needs } of inOrder(all).toReversed())
    for (const need of needs) behind.set(need, Math.max(behind.get(need)!, behind.get(name)! + 1))
  return behind
}

/** The names around one cycle, the first one again at its end; nothing when there is none. */
export function cycleOf(all: readonly Needing[]): string[] | undefined {
  const ordered = new Set(inOrder(all).map(({ name }) => name))
  const waiting = new Map(all.filter(({ name }) => !ordered.has(name)).map(({ name, needs }) => [name, needs]))
  const path: string[] = []
  let next = [...waiting.keys()][0]
  while (next !== undefined && !path.includes(next)) {
    path.push(next)
    next = waiting.get(next)?.find((need) => waiting.has(need))
  }
  return next === undefined ? undefined : [...path.slice(path.indexOf(next)), next]
}
