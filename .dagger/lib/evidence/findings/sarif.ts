/** Owns reading a tool's own SARIF 2.1.0 log. Pure. */
import { z } from "zod"
import { type Finding, type Level, type Reader, toLevel } from "./finding.js"
import { readJson } from "./json.js"

const Text = z.object({ text: z.string().optional() })
const Region = z.object({
  startLine: z.number().optional(),
  startColumn: z.number().optional(),
  endLine: z.number().optional(),
  endColumn: z.number().optional(),
})
const Location = z.object({
  physicalLocation: z
    .object({ artifactLocation: z.object({ uri: z.string().optional() }).optional(), region: Region.optional() })
    .optional(),
})
const Result = z.object({
  ruleId: z.string().optional(),
  ruleIndex: z.number().optional(),
  kind: z.string().optional(),
  level: z.string().optional(),
  message: Text,
  locations: z.array(Location).optional(),
  suppressions: z.array(z.object({ status: z.string().optional() })).optional(),
  baselineState: z.string().optional(),
})
const Rule = z.object({
  id: z.string(),
  helpUri: z.string().optional(),
  shortDescription: Text.optional(),
  defaultConfiguration: z.object({ level: z.string().optional() }).optional(),
})
const Notification = z.object({ level: z.string().optional(), message: Text })
const Run = z.object({
  tool: z.object({
    driver: z.object({
      name: z.string(),
      version: z.string().optional(),
      semanticVersion: z.string().optional(),
      rules: z.array(Rule).default([]),
    }),
  }),
  invocations: z
    .array(
      z.object({
        executionSuccessful: z.boolean(),
        toolExecutionNotifications: z.array(Notification).default([]),
      }),
    )
    .default([]),
  results: z.array(Result).nullish(),
})
const Log = z.object({ version: z.literal("2.1.0"), runs: z.array(Run).min(1) })

export const readSarif: Reader = (text) => {
  const { runs } = readJson(text, Log)
  const { name, version, semanticVersion } = runs[0]!.tool.driver
  return {
    tool: { name, version: version ?? semanticVersion },
    findings: runs.flatMap((run) => (run.results ?? []).filter(counts).map((result) => finding(result, run))),
    gaps: runs.flatMap(gaps),
  }
}

/** What the tool itself calls passed, not applicable, suppressed or gone is no finding. */
function counts({ kind = "fail", suppressions = [], baselineState }: z.infer<typeof Result>): boolean {
  const suppressed = suppressions.some(({ status = "accepted" }) => status === "accepted")
  return !suppressed && baselineState !== "absent" && (kind === "fail" || kind === "open" || kind === "review")
}

function finding(result: z.infer<typeof Result>, run: z.infer<typeof Run>): Finding {
  const { rules } = run.tool.driver
  const rule = rules.find(({ id }) => id === result.ruleId) ?? rules[result.ruleIndex ?? -1]
  const place = result.locations?.[0]?.physicalLocation
  const uri = place?.artifactLocation?.uri
  return {
    rule: result.ruleId ?? rule?.id ?? "finding",
    level: levelOf(result.level ?? rule?.defaultConfiguration?.level),
    message: result.message.text ?? rule?.shortDescription?.text ?? "no message",
    path: uri === undefined ? undefined : decodeURI(uri.replace(/^file:\/\//, "")),
    line: place?.region?.startLine,
    column: place?.region?.startColumn,
    endLine: place?.region?.endLine,
    endColumn: place?.region?.endColumn,
    help: rule?.helpUri,
  }
}

/** SARIF's default is warning; `none` stands for a finding without a severity. */
function levelOf(level = "warning"): Level {
  return level === "none" ? "note" : toLevel(level)
}

/** A run without results did not look; one that was not successful did not look everywhere. */
function gaps({ invocations, results, tool }: z.infer<typeof Run>): string[] {
  const problems = invocations.flatMap(({ executionSuccessful, toolExecutionNotifications }) => [
    ...(executionSuccessful ? [] : [`${tool.driver.name} says that it did not succeed`]),
    ...toolExecutionNotifications
      .filter(({ level }) => level === "error")
      .map(({ message }) => message.text ?? "error"),
  ])
  return results ? problems : [...problems, `${tool.driver.name} says that it did not look for results`]
}
