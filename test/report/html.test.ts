/** Shows that the HTML report holds all of its model, escapes all of it, and stays small whatever there is to tell. */
import fc from "fast-check"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import { toHtml } from "../../.dagger/lib/report/html/page.js"
import { toJson } from "../../.dagger/lib/report/json.js"
import { toJunit } from "../../.dagger/lib/report/junit.js"
import { toMarkdown } from "../../.dagger/lib/report/markdown.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { toTable } from "../../.dagger/lib/report/table.js"
import { elements, parse } from "../../.dagger/lib/evidence/xml.js"
import { stringsOf, visibleIn } from "./found.js"
import { much } from "./much.js"
import { hostile, part, rolledBack, scenarios, shipped } from "./sample.js"

const style = readFileSync(".dagger/assets/report.css", "utf8")
const page = (report: Report) => toHtml(report, style)

/** What a reader of the page's source finds: text and attributes, decoded. */
function textsOf(html: string): string[] {
  const body = html.replace(/<style>[^]*?<\/style>/, "")
  const decode = (text: string) =>
    text.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]!,
    )
  const attributes = [...body.matchAll(/ (?:datetime|title|href)="([^"]*)"/g)].map(([, text]) => safely(decode(text!)))
  return [decode(body.replace(/<[^>]*>/g, "")), ...attributes]
}

/** Places of files are written as addresses. */
function safely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

describe("the page", () => {
  it.each([
    ["a shipped release", shipped],
    ["one that was rolled back", rolledBack],
    ["one with several loads", scenarios],
    ["one full of hostile names", hostile],
    [
      "one without anything",
      { ...shipped, steps: [], environments: [], journal: [], told: null, decision: null, criticalPath: [], next: [] },
    ],
  ])("tells every text of %s", (_, report) => {
    const found = visibleIn(textsOf(page(report)))

    expect(stringsOf(report).filter((text) => !found(text))).toEqual([])
  })

  it.each(["shipped", "rolled-back"])("is what examples/report shows of %s", async (name) => {
    const report = JSON.parse(readFileSync(`examples/report/${name}.json`, "utf8")) as Report

    await expect(page(report)).toMatchFileSnapshot(`../../examples/report/${name}.html`)
  })

  it("tells every text, whatever it is", () => {
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(..."<>&\"'`= -\n\u0000\u001b\u202E"),
    )
    const text = fc.array(unit, { minLength: 1, maxLength: 20 }).map((units) => units.join(""))
    fc.assert(
      fc.property(text, text, text, (summary, tail, name) => {
        const step = { ...shipped.steps[0]!, summary, parts: [part(name, StepStatus.Failed, { tail })] }
        const report = { ...shipped, project: name, steps: [step], journal: [], environments: [], told: null }
        const found = visibleIn(textsOf(toHtml(report, "")))

        expect(stringsOf({ summary, tail, name }).filter((one) => !found(one))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it("has no element and no attribute that a text brought in", () => {
    const html = page(hostile)

    expect(html.replace(/<style>[^]*?<\/style>/, "")).not.toMatch(
      /<script|javascript:|[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]|[\uD800-\uDFFF]/,
    )
    expect(html.match(/<[a-z][^>]*\son[a-z]+=/)).toBeNull()
    expect(
      page({ ...hostile, environments: [{ ...shipped.environments[0]!, url: "javascript:alert(1)" }] }),
    ).not.toContain('"javascript:')
  })

  it("needs nothing from elsewhere", () => {
    const html = page(shipped)

    expect(html).not.toMatch(/<(script|img|iframe|object|embed)|@import|url\(/)
    expect([...html.matchAll(/<link [^>]*>/g)].map(([link]) => link)).toEqual(['<link rel="icon" href="data:," />'])
  })

  it.each(Object.values(Verdict))("says in words what %s means, first of all", (verdict) => {
    const html = page({ ...shipped, verdict })

    expect(/<h1>([^<]+)<\/h1>/.exec(html)![1]).toBe(toTable({ ...shipped, verdict }).split(" (")[0])
    expect(html.indexOf("<h1>")).toBeLessThan(html.indexOf("<h2"))
  })
})

describe("much to tell", () => {
  it("stays below 5 MB, and says how much is left out", () => {
    const html = page(much)

    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000)
    expect(Buffer.byteLength(toJson(much))).toBeLessThan(5_000_000)
    expect(html).toContain("and 4,400 more tests")
    expect(html).toContain("and 1,600 more findings, see lint/lint.sarif")
    expect(html).toContain("(94000 more characters)")
    expect(html).not.toContain("<b>&")
  })

  it("shows the worst first: failures, and errors before warnings", () => {
    const { steps } = much
    const [lint, test] = [steps.find(({ name }) => name === "lint")!, steps.find(({ name }) => name === "test")!]

    expect(lint.evidence.lint![0]!.findings[0]).toMatchObject({ level: "error", rule: "R1999" })
    expect(test.evidence.tests![0]!.cases.slice(0, 100).every(({ status }) => status === "failed")).toBe(true)
    expect(test.evidence.tests![0]).toMatchObject({ passed: 4900, failed: 100, skipped: 0, flaky: 0 })
    expect(test.evidence.tests![0]!.cases[100]!.name).toContain("test_4999<")
  })

  it("is cut off below a MiB in Markdown, with a note and outside of any fence", () => {
    const tail = `${"z".repeat(99)}\n`.repeat(2000)
    const parts = Array.from({ length: 9 }, (_, index) => part(`tool-${index}`, StepStatus.Failed, { tail }))
    const markdown = toMarkdown({ ...shipped, steps: [{ ...shipped.steps[0]!, parts }] })
    const fences = markdown.split("\n").filter((line) => line.startsWith("```"))

    expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024)
    expect(markdown).toMatch(/\n```\n\n\*\*Cut off here:\*\* the whole report is in report.html and report.json.\n$/)
    expect(fences.length % 2).toBe(0)
    expect(toMarkdown(shipped)).not.toContain("Cut off")
  })
})

describe("the JUnit report", () => {
  it("has the steps as cases, and counts that add up", () => {
    const steps = Object.values(StepStatus).map((status, index) => ({ ...shipped.steps[index]!, status }))
    const xml = parse(toJunit({ ...shipped, steps }))
    const ends = elements(xml, "testcase").map(
      (one) =>
        elements(one, "failure").length + 2 * elements(one, "error").length + 4 * elements(one, "skipped").length,
    )

    expect(ends).toEqual([0, 1, 2, 4, 2])
    expect(elements(xml, "testsuite")[0]!.attributes).toMatchObject({
      tests: "5",
      failures: "1",
      errors: "2",
      skipped: "1",
      time: "150.000",
    })
  })

  it("is XML whatever steps say", () => {
    expect(elements(parse(toJunit(hostile)), "testcase")).toHaveLength(hostile.steps.length)
  })
})
