/** Owns what it means that a page holds a report: every line of every text can be seen, without what terminals and readers cannot show. */

/** Keys whose texts the page tells in other words: a status by its mark, a place by its section. */
const IN_OTHER_WORDS = ["schemaVersion", "environment", "folder", "flow", "action", "path"]

/** All texts of a JSON, line by line, each once. */
export function stringsOf(value: unknown, key = ""): string[] {
  if (typeof value === "string")
    return IN_OTHER_WORDS.includes(key) ? [] : [...new Set(value.split("\n").map(plain))].filter(Boolean)
  if (Array.isArray(value)) return value.flatMap((one) => stringsOf(one, key))
  if (value === null || typeof value !== "object") return []
  return [...new Set(Object.entries(value).flatMap(([name, one]) => stringsOf(one, name)))]
}

/** Holds texts against what a page shows. */
export function visibleIn(texts: readonly string[]): (text: string) => boolean {
  const shown = texts.map(plain).join("\n")
  return (text) => shown.includes(text)
}

/** Only what is visible of a text: neither controls nor spaces count, nor the signs that stand for them. */
function plain(text: string): string {
  return text
    .replace(/\u001b\[[0-9;]*m/g, "")
    .replace(/⟨U\+[0-9A-F]{4}⟩|[\u2400-\u241F]/g, "")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\uFFFE\uFFFF\s]+/gu, "")
}
