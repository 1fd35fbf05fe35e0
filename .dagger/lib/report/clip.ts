/** Owns how long texts are cut for a report: at the end, with how much is missing, and never within a character. Pure. */

export function clipped(text: string, most: number): string {
  if (text.length <= most) return text
  const kept = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")
  return `${kept}… (${text.length - kept.length} more characters)`
}
