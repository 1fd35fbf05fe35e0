/** Owns reading `pip-audit --format json`: it exits 0 over dependencies that it could not look up, its report names them. Pure. */
import { z } from "zod"
import type { Reader } from "./finding.js"
import { readJson } from "./json.js"

const Vulnerability = z.object({
  id: z.string(),
  fix_versions: z.array(z.string()).default([]),
  description: z.string().default(""),
})

const Report = z.object({
  dependencies: z.array(
    z.union([
      z.object({ name: z.string(), version: z.string(), vulns: z.array(Vulnerability) }),
      z.object({ name: z.string(), skip_reason: z.string() }),
    ]),
  ),
})

export const readPipAudit: Reader = (text) => {
  const { dependencies } = readJson(text, Report)
  const gaps = dependencies.flatMap((one) => ("skip_reason" in one ? [one.skip_reason] : []))
  if (dependencies.length === 0) gaps.push("it audited no dependency")
  const findings = dependencies.flatMap((one) =>
    "skip_reason" in one
      ? []
      : one.vulns.map(({ id, fix_versions, description }) => ({
          rule: id,
          level: "error" as const,
          message: [description.split("\n")[0] || "known vulnerability", fixedIn(fix_versions)].join("; "),
          subject: `${one.name} ${one.version}`,
        })),
  )
  return { tool: { name: "pip-audit" }, findings, gaps }
}

function fixedIn(versions: string[]): string {
  return versions.length === 0 ? "no fixed version" : `fixed in ${versions.join(", ")}`
}
