/** Owns where in the YAML text something stands. Pure. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from "yaml"

export interface Place {
  line: number
  column: number
}

/** What stands at a path: the node of its value, and that of its key where it has one. */
export interface Found {
  key: Node | undefined
  value: Node | undefined
}

/** The nearest node that exists: a missing key is reported where it should have been. */
export function nearest(document: Document, lines: LineCounter, path: PropertyKey[]): Place {
  for (let length = path.length; length > 0; length--) {
    const found = find(document, path.slice(0, length))
    const node = found?.key ?? found?.value
    if (node?.range) return placeOf(lines, node.range[0])
  }
  return placeOf(lines, 0)
}

/** Through aliases as well: what an anchor brings in stands where the anchor is. */
export function find(document: Document, path: PropertyKey[]): Found | undefined {
  let found: Found | undefined = { key: undefined, value: nodeOf(document.contents, document) }
  for (const part of path) found = found && child(found.value, part, document)
  return found
}

function child(parent: Node | undefined, part: PropertyKey, document: Document): Found | undefined {
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part))
    return pair && { key: nodeOf(pair.key, document), value: nodeOf(pair.value, document) }
  }
  const entry = isSeq(parent) ? nodeOf(parent.items[Number(part)], document) : undefined
  return entry && { key: undefined, value: entry }
}

function nodeOf(value: unknown, document: Document): Node | undefined {
  return isAlias(value) ? value.resolve(document) : isNode(value) ? value : undefined
}

export function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
