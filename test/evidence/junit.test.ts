/** Shows that cases are counted, whatever totals a report claims. */
import { expect, it } from "vitest"
import { readJunit } from "../../.dagger/src/evidence/junit.js"

it("reads cases of nested suites with their ends", () => {
  const cases = readJunit(`<?xml version="1.0" encoding="utf-8"?>
    <testsuites tests="99"><testsuite name="a"><testsuite name="b">
      <testcase classname="t.x" name="one" time="0.5"/>
      <testcase classname="t.x" name="two"><failure message="1 &lt; 2">trace</failure></testcase>
      <testcase classname="t.x" name="three"><error message="boom"/></testcase>
      <testcase name="four"><skipped message="why"/></testcase>
    </testsuite></testsuite></testsuites>`)

  expect(cases).toEqual([
    { name: "t.x.one", status: "passed", seconds: 0.5, message: "" },
    { name: "t.x.two", status: "failed", seconds: 0, message: "1 < 2" },
    { name: "t.x.three", status: "failed", seconds: 0, message: "boom" },
    { name: "four", status: "skipped", seconds: 0, message: "why" },
  ])
})

it("finds no case in an empty suite", () => {
  expect(readJunit(`<testsuites tests="3"><testsuite/></testsuites>`)).toEqual([])
})

it.each(["", "not xml", "<testsuites><testsuite>"])("refuses what is not a report: %j", (text) => {
  expect(() => readJunit(text)).toThrow()
})
