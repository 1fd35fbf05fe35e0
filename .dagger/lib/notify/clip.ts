/** Owns cutting a text to a vendor's limit: between characters, never within one or within what it is escaped to. Pure. */

export function clip(text: string, limit: number, escape: (character: string) => string = (same) => same): string {
  const whole = [...text].map(escape)
  if (whole.reduce((sum, { length }) => sum + length, 0) <= limit) return whole.join("")
  let room = limit - 1
  const kept = whole.slice(
    0,
    Math.max(
      0,
      whole.findIndex(({ length }) => (room -= length) < 0),
    ),
  )
  return `${kept.join("")}…`
}

/** One line, for places that have only one. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}
