/**
 * Owns reading what `safety check --output text` of Safety 2 prints. Its JSON is no choice: with a local database it
 * crashes as soon as there is something to report. Pure.
 */
import type { Finding, Reader } from "./finding.js"

const SUMMARY =
  /Found and scanned (?<packages>\d+) packages?[\s\S]*?(?<vulnerabilities>\d+) vulnerabilit(?:y|ies) found/
const VULNERABILITY =
  /-> Vulnerability found in (?<name>\S+) version (?<version>\S+)\s+Vulnerability ID: (?<id>\S+)(?<rest>[\s\S]*?)(?=\n-> Vulnerability found|\n\+==|$)/g

/** The summary's own count must agree: a vulnerability that is not understood must not get lost. */
export const readSafety: Reader = (text) => {
  const summary = SUMMARY.exec(text)?.groups
  if (!summary) throw new Error("it has no line that counts packages and vulnerabilities")
  const findings = [...text.matchAll(VULNERABILITY)].map(({ groups }) => finding(groups!))
  const counted = Number(summary["vulnerabilities"])
  if (counted !== findings.length) throw new Error(`it counts ${counted} vulnerabilities and shows ${findings.length}`)
  return {
    tool: { name: "safety", version: /Safety v(\S+) is scanning/.exec(text)?.[1] },
    findings,
    gaps: Number(summary["packages"]) === 0 ? ["it audited no package"] : [],
  }
}

function finding(groups: Record<string, string>): Finding {
  const { name, version, id, rest } = groups as { name: string; version: string; id: string; rest: string }
  const advisory = /ADVISORY: (?<words>[\s\S]*?)\n\s+(?:CVE-|For more information)/.exec(rest)?.groups?.["words"]
  const message = (advisory ?? "known vulnerability").replaceAll(/\s+/g, " ").trim()
  return {
    rule: /CVE-[\d-]+/.exec(rest)?.[0] ?? `safety-${id}`,
    level: "error",
    message,
    subject: `${name} ${version}`,
  }
}
