/** Owns XML reports: strict parsing, a walk over elements by name, and writing. Pure. */
import { parseXml, type XmlDocument, XmlElement } from "@rgrove/parse-xml"

export function elements(root: XmlDocument | XmlElement, name: string): XmlElement[] {
  return root.children
    .filter((node): node is XmlElement => node instanceof XmlElement)
    .flatMap((element) => (element.name === name ? [element, ...elements(element, name)] : elements(element, name)))
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((node): node is XmlElement => node instanceof XmlElement && node.name === name)
}

export function parse(text: string): XmlDocument {
  return parseXml(text)
}

/** A count in an attribute; anything else is unreadable, which is never zero. */
export function count(element: XmlElement, attribute: string): number {
  const text = element.attributes[attribute]
  const value = Number(text)
  if (text === undefined || !Number.isInteger(value) || value < 0)
    throw new Error(`<${element.name}> has no readable ${attribute}=`)
  return value
}

export function document(root: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root}\n`
}

/** `content` is XML already. */
export function element(name: string, attributes: Record<string, string>, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return content ? `<${name}${written.join("")}>${content}</${name}>` : `<${name}${written.join("")}/>`
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;" }

/** Tests print anything; XML 1.0 has no place for most control characters, not even escaped. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll(/[&<>"\n]/g, (character) => ESCAPES[character]!)
}
