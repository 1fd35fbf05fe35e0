/** Owns "did you mean": the nearest known name, or nothing when none is near. */

/** At most this share of a name may differ for a suggestion to help rather than confuse. */
const NEAR = 0.4

export function suggest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({
    candidate,
    distance: distance(name.toLowerCase(), candidate.toLowerCase()),
  }))
  const best = ranked.sort((a, b) => a.distance - b.distance)[0]
  return best && best.distance <= Math.max(1, best.candidate.length * NEAR) ? best.candidate : undefined
}

/** Edits between two words; two swapped neighbours, the commonest slip, are one. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= a.length; i++) {
    rows.push([i])
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? rows[i - 2]![j - 2]! + 1 : Infinity
      rows[i]!.push(Math.min(substitution, rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, swap))
    }
  }
  return rows[a.length]![b.length]!
}
