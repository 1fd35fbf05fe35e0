/** Owns where in the YAML text something stands. Pure. */
import { isMap, type Document, type LineCounter, type Node } from "yaml"

export interface Place {
  line: number
  column: number
}

/** The nearest node that exists: a missing key is reported where it should have been. */
export function nearest(document: Document, lines: LineCounter, path: PropertyKey[]): Place {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(document, path.slice(0, length))
    if (node?.range) return placeOf(lines, node.range[0])
  }
  return placeOf(lines, 0)
}

/** The key of what stands at a path, or what stands there when it is an entry of a list. */
export function nodeAt(document: Document, path: PropertyKey[]): Node | undefined {
  const parent = document.getIn(path.slice(0, -1), true)
  const key = String(path.at(-1))
  const pair = isMap(parent)
    ? parent.items.find((item) => String((item.key as { value?: unknown } | null)?.value) === key)
    : undefined
  return (pair?.key ?? document.getIn(path, true)) as Node | undefined
}

export function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
