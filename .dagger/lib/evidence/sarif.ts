/** Owns the merged SARIF 2.1.0 log: one run per tool, places relative to the repository's root. Pure. */
import { pathToFileURL } from "node:url"
import type { Finding, Level } from "./findings/finding.js"

export interface SarifRun {
  /** The tool's name in the config. */
  id: string
  tool: { name?: string | undefined; version?: string | undefined }
  exitCode: number | undefined
  /** False when the tool died, or its report could not be read or has gaps. */
  successful: boolean
  findings: readonly Finding[]
  notes: readonly { level: Level; text: string }[]
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
const ROOT = "%SRCROOT%"

export function toSarif(runs: readonly SarifRun[]): string {
  const log = { $schema: SCHEMA, version: "2.1.0", runs: runs.map(run) }
  return `${JSON.stringify(log, null, 2)}\n`
}

function run({ id, tool, exitCode, successful, findings, notes }: SarifRun) {
  const rules = rulesOf(findings)
  return {
    tool: { driver: { name: tool.name ?? id, version: tool.version, rules } },
    // Services that take several runs tell them apart by this.
    automationDetails: { id: `shipway/lint/${id}/` },
    columnKind: "unicodeCodePoints",
    originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
    invocations: [
      {
        executionSuccessful: successful,
        exitCode,
        toolExecutionNotifications: notes.map(({ level, text }) => ({ level, message: { text } })),
      },
    ],
    results: findings.map((finding) => result(finding, rules)),
  }
}

interface SarifRule {
  id: string
  helpUri?: string | undefined
}

/** Each rule once, in the order of its first finding. */
function rulesOf(findings: readonly Finding[]): SarifRule[] {
  const rules = new Map<string, SarifRule>()
  for (const { rule, help } of findings)
    if (!rules.has(rule)) rules.set(rule, { id: rule, helpUri: help && URL.canParse(help) ? help : undefined })
  return [...rules.values()]
}

function result(finding: Finding, rules: readonly SarifRule[]) {
  const { rule, level, message, subject } = finding
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level,
    message: { text: subject ? `${subject}: ${message}` : message },
    locations: locations(finding),
  }
}

function locations(finding: Finding) {
  const { path, subject } = finding
  const physicalLocation =
    path === undefined ? undefined : { artifactLocation: artifact(path), region: region(finding) }
  const logicalLocations = subject === undefined ? undefined : [{ fullyQualifiedName: subject, kind: "module" }]
  return physicalLocation || logicalLocations ? [{ physicalLocation, logicalLocations }] : undefined
}

function artifact(path: string) {
  if (path.startsWith("/")) return { uri: pathToFileURL(path).href }
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT }
}

/** SARIF counts from 1, and an end must not lie before its start; what a tool counts otherwise is left out. */
function region({ line = 0, column = 0, endLine = 0, endColumn = 0 }: Finding) {
  if (line < 1) return undefined
  const lastLine = endLine > line ? endLine : undefined
  const sensible = lastLine !== undefined || endColumn > column
  return {
    startLine: line,
    startColumn: column >= 1 ? column : undefined,
    endLine: lastLine,
    endColumn: column >= 1 && endColumn >= 1 && sensible ? endColumn : undefined,
  }
}
