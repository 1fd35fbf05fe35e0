/** Shows what each format's reader makes of a real report, of an empty one, and of text that is none. */
import { describe, expect, it } from "vitest"
import { inWords } from "../../../.dagger/lib/evidence/findings/finding.js"
import { readers } from "../../../.dagger/lib/evidence/findings/index.js"

const words = (format: keyof typeof readers, text: string) => readers[format](text).findings.map(inWords)

describe("lines", () => {
  it.each([
    ["pkg/a.py:1:11: E401 multiple imports on one line", "pkg/a.py:1:11: E401 multiple imports on one line"],
    ["pkg/a.go:7: unreachable code", "pkg/a.go:7: finding unreachable code"],
    ["run.sh:3:6: warning: Quote this. [SC2086]", "run.sh:3:6: SC2086 Quote this."],
    ["a.py:6: error[unused]: never read", "a.py:6: unused never read"],
    ["gone:0:1: E902 FileNotFoundError: gone", "gone: E902 FileNotFoundError: gone"],
  ])("reads %s", (line, expected) => {
    expect(words("lines", `# a header\n${line}\n    ^\n`)).toEqual([expected])
  })

  it("keeps the level that a line names", () => {
    const { findings } = readers.lines("a.sh:1:1: note: x [SC1]\na.sh:2:1: warning: y [SC2]\na.sh:3:1: z\n")

    expect(findings.map(({ level }) => level)).toEqual(["note", "warning", "error"])
  })
})

describe("diff", () => {
  it.each([
    ["black's", "--- roneira/a.py\t2026-11-23 22:29:31\n+++ roneira/a.py\t2026-11-23 22:29:38"],
    ["isort's", "--- /src/roneira/a.py:before\t2026-11-23\n+++ /src/roneira/a.py:after\t2026-11-23"],
    ["git's", "--- a/roneira/a.py\n+++ b/roneira/a.py"],
  ])("reads %s, a finding per hunk", (_, head) => {
    const found = words("diff", `${head}\n@@ -1,7 +1,9 @@\n import os\n+import sys\n@@ -20 +22 @@\n-x\n+y\n`)

    expect(found.map((line) => line.replace("/src/", ""))).toEqual([
      "roneira/a.py:1: format lines 1 to 7 would be changed",
      "roneira/a.py:20: format line 20 would be changed",
    ])
  })
})

describe("mypy", () => {
  const said = { file: "a.py", line: 3, column: 9, end_line: 3, end_column: 12, message: "Bad", hint: null }

  it("counts columns from 1, and keeps notes apart from errors", () => {
    const text = [
      { ...said, code: "assignment", severity: "error" },
      { ...said, code: null, severity: "note" },
    ]
      .map((one) => JSON.stringify(one))
      .join("\n")

    expect(readers.mypy(text).findings).toMatchObject([
      { rule: "assignment", level: "error", line: 3, column: 10, endColumn: 13 },
      { rule: "mypy", level: "note" },
    ])
  })

  it("refuses the line that it prints when it could not look", () => {
    expect(() => readers.mypy("Found 1 error in 1 file (errors prevented further checking)\n")).toThrow(
      "it is not JSON; it begins with",
    )
  })
})

describe("bandit", () => {
  const result = {
    test_id: "B602",
    test_name: "shell",
    issue_text: "subprocess call",
    issue_severity: "HIGH",
    issue_confidence: "HIGH",
    filename: "a.py",
    line_number: 5,
    col_offset: 4,
    end_col_offset: 40,
    line_range: [5],
    more_info: "https://example.org/b602",
  }
  const report = (results: unknown[], errors: unknown[] = [], loc = 8) =>
    JSON.stringify({ errors, metrics: { _totals: { loc } }, results })

  it("turns severities into SARIF's levels", () => {
    const severities = ["HIGH", "MEDIUM", "LOW", "UNDEFINED"].map((issue_severity) => ({ ...result, issue_severity }))

    expect(readers.bandit(report(severities)).findings.map(({ level }) => level)).toEqual([
      "error",
      "warning",
      "note",
      "error",
    ])
  })

  it("says what it did not look at, although bandit exits 0", () => {
    const unread = [{ filename: "b.py", reason: "syntax error while parsing AST from file" }]

    expect(readers.bandit(report([], unread)).gaps).toEqual(["b.py: syntax error while parsing AST from file"])
    expect(readers.bandit(report([], [], 0)).gaps).toEqual(["it scanned no line of code"])
    expect(readers.bandit(report([])).gaps).toEqual([])
  })
})

describe("eslint", () => {
  it("reads messages, and takes a run over no file for a gap", () => {
    const messages = [{ ruleId: "eqeqeq", severity: 1, message: "Use ===.", line: 2, column: 5 }]

    expect(words("eslint", JSON.stringify([{ filePath: "/src/a.js", messages }]))).toEqual([
      "/src/a.js:2:5: eqeqeq Use ===.",
    ])
    expect(readers.eslint("[]").gaps).toEqual(["it read no file"])
  })
})

describe("pip-audit", () => {
  it("reads vulnerabilities, and takes every skipped dependency for a gap", () => {
    const { findings, gaps } = readers["pip-audit"](
      JSON.stringify({
        dependencies: [
          {
            name: "flask",
            version: "0.5",
            vulns: [{ id: "PYSEC-1", fix_versions: ["1.0"], description: "Bad.\nMore." }],
          },
          { name: "requests", skip_reason: "Dependency not found on PyPI" },
          { name: "idna", version: "3.20", vulns: [] },
        ],
        fixes: [],
      }),
    )

    expect(findings.map(inWords)).toEqual(["flask 0.5 PYSEC-1 Bad.; fixed in 1.0"])
    expect(gaps).toEqual(["Dependency not found on PyPI"])
    expect(readers["pip-audit"](`{"dependencies": []}`).gaps).toEqual(["it audited no dependency"])
  })
})

describe("safety", () => {
  const summary = (packages: number, vulnerabilities: number) =>
    `  Safety v2.3.5 is scanning for Vulnerabilities...\n  Found and scanned ${packages} packages\n  Timestamp 2026-11-23 22:30:34\n  ${vulnerabilities} vulnerabilities found\n  0 vulnerabilities ignored\n+====+\n`
  const vulnerability = (cve: string) =>
    `-> Vulnerability found in requests version 2.19.0\n   Vulnerability ID: 36546\n   Affected spec: <=2.19.1\n   ADVISORY: The Requests package through 2.19.1 sends an HTTP\n   Authorization header...\n${cve}   For more information, please visit None\n\n`

  it("reads vulnerabilities by CVE, or by Safety's own number", () => {
    const text = `${summary(3, 2)}${vulnerability("   CVE-2018-18074\n")}${vulnerability("")} Scan was completed.\n`

    expect(words("safety", text)).toEqual([
      "requests 2.19.0 CVE-2018-18074 The Requests package through 2.19.1 sends an HTTP Authorization header...",
      "requests 2.19.0 safety-36546 The Requests package through 2.19.1 sends an HTTP Authorization header...",
    ])
    expect(readers.safety(text).tool).toEqual({ name: "safety", version: "2.3.5" })
  })

  it("refuses a report whose count it cannot account for", () => {
    expect(() => readers.safety(`${summary(3, 2)}${vulnerability("")}`)).toThrow(
      "it counts 2 vulnerabilities and shows 1",
    )
  })

  it("takes an audit of no package for a gap", () => {
    expect(readers.safety(summary(0, 0)).gaps).toEqual(["it audited no package"])
  })
})

describe("text that is no report", () => {
  it.each(["bandit", "eslint", "sarif", "pip-audit", "safety"] as const)("%s refuses nothing at all", (format) => {
    expect(() => readers[format]("")).toThrow()
  })

  it.each(["lines", "diff", "mypy"] as const)(
    "%s has no finding in nothing at all, as its tool prints it",
    (format) => {
      expect(readers[format]("")).toMatchObject({ findings: [], gaps: [] })
    },
  )

  it.each(Object.keys(readers) as (keyof typeof readers)[])("%s refuses other text and other JSON", (format) => {
    expect(() => readers[format]("Traceback (most recent call last):\n")).toThrow()
    expect(() => readers[format](`{"results": 1}\n`)).toThrow()
  })
})
