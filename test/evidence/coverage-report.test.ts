/** Shows that merged coverage is the union of what ran, exactly where reports allow it, and never more. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readCobertura } from "../../.dagger/lib/evidence/cobertura.js"
import { mergeCobertura } from "../../.dagger/lib/evidence/coverage-report.js"

/** A file of lines, each with as many branches as its number says; a run takes some of them. */
interface Program {
  branches: number[]
}

/** Which branches of which line a run took; a line without branches is taken as a whole. */
type Run = boolean[][]

function report({ branches }: Program, run: Run, detailed = true): string {
  const lines = branches.map((total, index) => {
    const took = run[index]!
    if (total === 0) return `<line number="${index + 1}" hits="${took[0] ? 1 : 0}"/>`
    const missed = took.flatMap((one, branch) => (one ? [] : [branch === 0 ? "exit" : String(100 + branch)]))
    const missing = detailed && missed.length > 0 ? ` missing-branches="${missed.join(",")}"` : ""
    const covered = total - missed.length
    return `<line number="${index + 1}" hits="${covered > 0 ? 1 : 0}" branch="true" condition-coverage="${Math.floor((100 * covered) / total)}% (${covered}/${total})"${missing}/>`
  })
  return `<coverage><sources><source>/src/a &amp; b</source></sources><packages><package name="p"><classes><class name="m" filename="m.py"><methods><method><lines>${lines.join("")}</lines></method></methods><lines>${lines.join("")}</lines></class></classes></package></packages></coverage>`
}

function count({ branches }: Program, run: Run): { covered: number; valid: number } {
  const covered = run.map(
    (took, index) => (took.some(Boolean) ? 1 : 0) + (branches[index] ? took.filter(Boolean).length : 0),
  )
  return {
    covered: covered.reduce((sum, one) => sum + one, 0),
    valid: branches.reduce((sum, total) => sum + 1 + total, 0),
  }
}

function union(runs: readonly Run[]): Run {
  return runs.reduce((all, run) => all.map((took, line) => took.map((one, branch) => one || run[line]![branch]!)))
}

const programs = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 }).chain((branches) =>
  fc.record({
    program: fc.constant({ branches }),
    runs: fc.array(fc.tuple(...branches.map((total) => fc.array(fc.boolean(), sized(Math.max(1, total))))), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
)

function sized(length: number) {
  return { minLength: length, maxLength: length }
}

describe("merged coverage", () => {
  it("is the union of all runs, in any order, however often one is merged", () => {
    fc.assert(
      fc.property(programs, ({ program, runs }) => {
        const reports = runs.map((run) => report(program, run))
        const expected = count(program, union(runs))

        expect(readCobertura(mergeCobertura(reports))).toEqual(expected)
        expect(readCobertura(mergeCobertura(reports.toReversed()))).toEqual(expected)
        expect(readCobertura(mergeCobertura([mergeCobertura(reports), ...reports]))).toEqual(expected)
      }),
    )
  })

  it("is never more than the union where reports only count branches, and never less than any one of them", () => {
    fc.assert(
      fc.property(programs, ({ program, runs }) => {
        const merged = readCobertura(mergeCobertura(runs.map((run) => report(program, run, false))))

        expect(merged.covered).toBeLessThanOrEqual(count(program, union(runs)).covered)
        for (const run of runs) expect(merged.covered).toBeGreaterThanOrEqual(count(program, run).covered)
        expect(merged.valid).toBe(count(program, runs[0]!).valid)
      }),
    )
  })

  it("keeps files apart, and their sources", () => {
    const one = report({ branches: [0] }, [[true]])
    const merged = mergeCobertura([
      one,
      one.replace(`filename="m.py"`, `filename="n.py"`),
      one.replace(`name="p"`, `name="q"`),
    ])

    expect(readCobertura(merged)).toEqual({ covered: 3, valid: 3 })
    expect(merged).toContain("<source>/src/a &amp; b</source>")
  })

  it("keeps exits apart that a report calls the same", () => {
    const line = (missing: string, covered: number) =>
      report({ branches: [0] }, [[true]]).replaceAll(
        `hits="1"/>`,
        `hits="1" branch="true" condition-coverage="(${covered}/3)" missing-branches="${missing}"/>`,
      )

    expect(readCobertura(mergeCobertura([line("exit,exit", 1), line("exit,7", 1)]))).toEqual({ covered: 3, valid: 4 })
  })

  it.each(["", "<coverage", "<other/>", `<coverage><package><class><lines/></class></package></coverage>`])(
    "refuses %j",
    (text) => {
      expect(() => mergeCobertura([text])).toThrow()
    },
  )
})
