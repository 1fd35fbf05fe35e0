/** Owns HTML that is safe by construction: whatever is put into a template is escaped, unless it came out of a template. Pure. */

export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Markup | readonly Value[] | null | undefined | false

/** Attributes are always quoted, so one way of escaping serves for text and attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.reduce((text, string, index) => text + rendered(values[index - 1]) + string))
}

function rendered(value: Value): string {
  if (value instanceof Markup) return value.text
  if (typeof value === "string" || typeof value === "number") return escaped(String(value))
  return value ? value.map(rendered).join("") : ""
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
/** What can be seen is what was said: no control character, no override of the reading direction, no half of a pair. */
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

const COLOURS = /\u001b\[[0-9;]*m/g

export function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!)
}

/** Colours of a terminal are left out; what else cannot be seen is spelled out. */
export function visible(text: string): string {
  return text
    .replaceAll(COLOURS, "")
    .replaceAll("\r\n", "\n")
    .replace(INVISIBLE, (character) => {
      const code = character.charCodeAt(0)
      return code < 0x20
        ? String.fromCharCode(0x2400 + code)
        : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`
    })
}
