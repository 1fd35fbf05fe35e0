/** Owns what the report shows of the lint tools' findings: errors first, bounded over all tools. Pure. */
import { clipped } from "../report/clip.js"
import type { Finding, Level, ToolReport } from "../evidence/findings/finding.js"
import type { ToolFindings } from "../report/evidence.js"

/** All tools together; each may show its share. */
const MOST = 400
const MOST_GAPS = 20
const TEXT = 600
const LEVELS: readonly Level[] = ["error", "warning", "note"]

/** Tools that report as text only have their tail, and no findings. */
export function findingsOfTools(tools: readonly { name: string; report: ToolReport | undefined }[]): ToolFindings[] {
  const reporting = tools.flatMap(({ name, report }) => (report ? [{ name, ...report }] : []))
  const share = Math.ceil(MOST / Math.max(1, reporting.length))
  return reporting.map(({ name, findings, gaps }) => ({
    name,
    total: findings.length,
    levels: levelsOf(findings),
    findings: LEVELS.flatMap((level) => findings.filter((one) => one.level === level))
      .slice(0, share)
      .map(shown),
    gaps: gaps.slice(0, MOST_GAPS).map((gap) => clipped(gap, TEXT)),
  }))
}

function levelsOf(findings: readonly Finding[]): Record<Level, number> {
  const of = (level: Level) => findings.filter((one) => one.level === level).length
  return { error: of("error"), warning: of("warning"), note: of("note") }
}

function shown({ level, path, line, column, subject, rule, message, help }: Finding): ToolFindings["findings"][number] {
  const place = [path, line, line && column].filter((part) => part !== undefined && part !== 0).join(":")
  return {
    level,
    place: clipped([place, subject].filter(Boolean).join(" "), TEXT),
    rule: clipped(rule, TEXT),
    message: clipped(message, TEXT),
    // A page to open, and nothing else: what a tool writes there ends up in a link.
    help: help && /^https?:\/\//.test(help) ? clipped(help, TEXT) : null,
  }
}
