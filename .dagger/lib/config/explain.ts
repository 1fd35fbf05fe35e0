/** Owns the resolved config for a person: in short, then every value with where it comes from. Pure. */
import type { ResolvedLoad } from "./load-scenarios.js"
import type { Loaded } from "./load.js"
import { originTable, origins } from "./origins.js"
import type { ResolvedConfig, Suite, Tool } from "./resolve.js"

export function explainAll(loaded: Loaded, file: string): string {
  const config = { path: "--config", from: file === "shipway.yaml" ? "default" : "flag", value: file }
  return `${explain(loaded.resolved)}\n\nEvery value, and where it comes from:\n${originTable([config, ...origins(loaded, file)])}`
}

export function explain(config: ResolvedConfig): string {
  const { project, preset, directory, toolchain, image, load, bake } = config
  const rows: [string, string][] = [
    ["project", project],
    ["toolchain", `${preset ? `preset ${preset}` : "declared"}: ${toolchain.image}, in ${directory}`],
    ["lint", list(config.lint.filter(({ audit }) => !audit).map(tool))],
    ["audit", list(config.lint.filter(({ audit }) => audit).map(tool))],
    ["services", list(config.services.map(({ name, image }) => `${name} (${image})`))],
    ["tests", list(config.tests.map(suite))],
    [
      "image",
      image
        ? `${image.dockerfile}, port ${image.port}, pushed to ${image.repository ?? "the embedded registry"}`
        : "none",
    ],
    ["migrate", image?.migrate?.join(" ") ?? "none"],
    ["probes", list(config.probes.map(({ name, severity }) => `${name} (${severity})`))],
    ["load", load ? loadIn(load) : "none"],
    ["alerts", list(config.alerts.map(({ name, severity }) => `${name} (${severity})`))],
    ["bake", bake ? `${bake.durationSeconds} s, a look every ${bake.intervalSeconds} s` : "none"],
    ["notify", list(config.notify.map(({ name, kind, on }) => `${name} (${kind}: ${on.join(", ")})`))],
    ["journal", journalIn(config)],
    ["faults", list(Object.keys(config.faults))],
  ]
  return rows.map(([key, value]) => `${key.padEnd(10)} ${value}`).join("\n")
}

function loadIn({ order, scenarios }: ResolvedLoad): string {
  const told = scenarios.map(({ name, ratePerSecond, durationSeconds, thresholds }) => {
    const { p95Seconds, errorPercent, minRequests } = thresholds
    const what = `${ratePerSecond}/s for ${durationSeconds} s, p95 below ${p95Seconds} s, errors below ${errorPercent} %, at least ${minRequests} requests`
    return scenarios.length > 1 ? `${name}: ${what}` : what
  })
  return told.join(order === "in-turn" ? "; then " : "; ")
}

function journalIn({ journal }: ResolvedConfig): string {
  return journal.kind === "github" ? `github (${journal.repository})` : journal.kind
}

function tool({ name, warnOnly }: Tool): string {
  return warnOnly ? `${name} (warns only)` : name
}

function suite({ name, needs, coverageOver, shards, retries }: Suite): string {
  const notes = [
    needs.length > 0 && `after ${needs.join(" and ")}`,
    coverageOver !== undefined && `coverage over ${coverageOver} %`,
    shards > 1 && `${shards} shards`,
    retries > 0 && `repeated up to ${retries} times`,
  ].filter(Boolean)
  return notes.length > 0 ? `${name} (${notes.join("; ")})` : name
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ")
}
