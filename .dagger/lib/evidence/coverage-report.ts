/** Owns the one Cobertura report that several come to, for the gate and for whoever reads the format. Pure. */
import type { Coverage } from "./cobertura.js"
import { type Branches, type CoveredFile, type Line, readCoverageLines, union } from "./coverage-lines.js"
import { document, element, elements, escaped, parse } from "./xml.js"

interface Counts {
  lines: Coverage
  branches: Coverage
}

export function mergeCobertura(reports: readonly string[]): string {
  const files = [...union(reports.map(readCoverageLines)).values()]
  const sources = new Set(reports.flatMap((text) => elements(parse(text), "source")).map(({ text }) => text))
  const content = [
    element("sources", {}, [...sources].map((source) => element("source", {}, escaped(source))).join("")),
    element("packages", {}, packagesXml(files)),
  ]
  return document(element("coverage", totals(countsOf(files)), content.join("\n")))
}

function totals(counts: Counts): Record<string, string> {
  return {
    version: "shipway",
    timestamp: "0",
    complexity: "0",
    "lines-covered": String(counts.lines.covered),
    "lines-valid": String(counts.lines.valid),
    "branches-covered": String(counts.branches.covered),
    "branches-valid": String(counts.branches.valid),
    ...rates(counts),
  }
}

function packagesXml(files: readonly CoveredFile[]): string {
  const packages = [...new Set(files.map((file) => file.package))].map((name) => {
    const own = files.filter((file) => file.package === name)
    const classes = element("classes", {}, own.map(classXml).join("\n"))
    return element("package", { name, complexity: "0", ...rates(countsOf(own)) }, classes)
  })
  return packages.join("\n")
}

function classXml(file: CoveredFile): string {
  const numbered = [...file.lines].toSorted(([a], [b]) => a - b)
  const lines = element("lines", {}, numbered.map(([number, line]) => lineXml(number, line)).join("\n"))
  const { filename } = file
  return element(
    "class",
    { name: filename, filename, complexity: "0", ...rates(countsOf([file])) },
    `<methods/>${lines}`,
  )
}

function lineXml(number: number, { hits, branches }: Line): string {
  return element("line", { number: String(number), hits: String(hits), ...(branches && branchAttributes(branches)) })
}

function branchAttributes({ total, covered, missing }: Branches): Record<string, string> {
  const share = total === 0 ? 100 : Math.floor((covered * 100) / total)
  return {
    branch: "true",
    "condition-coverage": `${share}% (${covered}/${total})`,
    ...(missing?.length ? { "missing-branches": missing.map((name) => name.replace(/#\d+$/, "")).join(",") } : {}),
  }
}

function countsOf(files: readonly CoveredFile[]): Counts {
  const lines = files.flatMap((file) => [...file.lines.values()])
  const branches = lines.flatMap((line) => line.branches ?? [])
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    lines: { valid: lines.length, covered: lines.filter(({ hits }) => hits > 0).length },
    branches: { valid: sum(branches.map(({ total }) => total)), covered: sum(branches.map(({ covered }) => covered)) },
  }
}

function rates({ lines, branches }: Counts): Record<string, string> {
  return { "line-rate": rate(lines), "branch-rate": rate(branches) }
}

function rate({ covered, valid }: Coverage): string {
  return valid === 0 ? "1" : (covered / valid).toFixed(4)
}
