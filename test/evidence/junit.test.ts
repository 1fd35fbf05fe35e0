/** Shows that cases are counted, whatever totals a report claims. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { type CaseStatus, readJunit, type TestCase, writeJunit } from "../../.dagger/lib/evidence/junit.js"

it("reads cases of nested suites with their ends", () => {
  const cases = readJunit(`<?xml version="1.0" encoding="utf-8"?>
    <testsuites tests="99"><testsuite name="a"><testsuite name="b">
      <testcase classname="t.x" name="one" time="0.5"/>
      <testcase classname="t.x" name="two"><failure message="1 &lt; 2">trace</failure></testcase>
      <testcase classname="t.x" name="three" file="t/x.py"><error message="boom"/></testcase>
      <testcase name="four"><skipped message="why"/></testcase>
    </testsuite></testsuite></testsuites>`)

  expect(cases).toEqual([
    { name: "t.x.one", classname: "t.x", status: "passed", seconds: 0.5, message: "" },
    { name: "t.x.two", classname: "t.x", status: "failed", seconds: 0, message: "1 < 2", details: "trace" },
    { name: "t.x.three", classname: "t.x", file: "t/x.py", status: "failed", seconds: 0, message: "boom" },
    { name: "four", classname: "", status: "skipped", seconds: 0, message: "why" },
  ])
})

it("finds no case in an empty suite", () => {
  expect(readJunit(`<testsuites tests="3"><testsuite/></testsuites>`)).toEqual([])
})

it.each(["", "not xml", "<testsuites><testsuite>"])("refuses what is not a report: %j", (text) => {
  expect(() => readJunit(text)).toThrow()
})

it("writes what it reads back, whatever tests are called and say", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 }).map(printable)
  const cases = fc
    .record({
      classname: text,
      own: text,
      status: fc.constantFrom<CaseStatus>("passed", "failed", "skipped"),
      seconds: fc.integer({ min: 0, max: 9_999_999 }).map((milliseconds) => milliseconds / 1000),
      message: text,
      details: text,
    })
    .map(({ own, ...rest }): TestCase => {
      const name = [rest.classname, own].filter(Boolean).join(".")
      const { details, ...told } = { ...rest, name, message: rest.status === "passed" ? "" : rest.message }
      return rest.status === "failed" && details.trim() ? { ...told, details: details.trim() } : told
    })

  fc.assert(
    fc.property(fc.array(cases), (all) => {
      expect(readJunit(writeJunit("suite", all))).toEqual(all)
    }),
  )
})

it("replaces what XML cannot hold, and escapes the rest", () => {
  const written = writeJunit("a&b", [
    { name: `"<\u0000\uD800>"`, classname: "", status: "failed", seconds: 0, message: "1 < 2\nand more" },
  ])

  expect(readJunit(written)).toMatchObject([{ name: `"<\uFFFD\uFFFD>"`, message: "1 < 2\nand more" }])
})

/** XML readers change line ends and know no control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "-")
}
