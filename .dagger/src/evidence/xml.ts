/** Owns reading XML reports: strict parsing, and a walk over elements by name. Pure. */
import { parseXml, type XmlDocument, XmlElement } from "@rgrove/parse-xml"

export function elements(root: XmlDocument | XmlElement, name: string): XmlElement[] {
  return root.children
    .filter((node): node is XmlElement => node instanceof XmlElement)
    .flatMap((element) => (element.name === name ? [element, ...elements(element, name)] : elements(element, name)))
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
