/** Owns reading a JUnit report: the cases themselves are counted, not the totals that a file claims. Pure. */
import { XmlElement } from "@rgrove/parse-xml"
import { elements, parse } from "./xml.js"

export type CaseStatus = "passed" | "failed" | "skipped"

export interface TestCase {
  name: string
  status: CaseStatus
  seconds: number
  message: string
}

export function readJunit(text: string): TestCase[] {
  return elements(parse(text), "testcase").map((element) => {
    const problem = child(element, "failure") ?? child(element, "error")
    const skipped = child(element, "skipped")
    return {
      name: [element.attributes["classname"], element.attributes["name"]].filter(Boolean).join("."),
      status: problem ? "failed" : skipped ? "skipped" : "passed",
      seconds: Number(element.attributes["time"] ?? 0),
      message: problem?.attributes["message"] ?? skipped?.attributes["message"] ?? "",
    }
  })
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((node): node is XmlElement => node instanceof XmlElement && node.name === name)
}
