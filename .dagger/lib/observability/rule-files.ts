/** Owns what Prometheus is told: the alert rules as a rule file, and whom to scrape how often. Pure. */
import { stringify } from "yaml"
import type { Bake, NamedAlert } from "../config/bake-schema.js"

/** Whose numbers they are. Every series and every alert carries them, so that nobody else's can count. */
export interface Origin {
  environment: string
  run: string
  attempt: string
  digest: string
}

export const RULES_FILE = "rules.yml"
const MAX_SCRAPE_TIMEOUT_SECONDS = 10

export function ruleFile(alerts: readonly NamedAlert[], origin: Origin): string {
  const rules = alerts.map(({ name, expr, forSeconds, severity, summary }) => ({
    alert: name,
    expr,
    for: `${forSeconds}s`,
    labels: { severity, ...origin },
    ...(summary ? { annotations: { summary } } : {}),
  }))
  return stringify({ groups: [{ name: "shipway-bake", rules }] }, { lineWidth: 0 })
}

/** Every expression of a bake as a rule, for promtool to parse: evidence and series are no rules, and may be mistyped too. */
export function expressionsFile(alerts: readonly NamedAlert[], { series = {} }: Bake): string {
  const rules = [
    ...alerts.map(({ name, expr }) => ({ alert: name, expr })),
    ...alerts.map(({ name, evidence }) => ({ record: `evidence_of_${name}`, expr: evidence })),
    ...Object.entries(series).map(([name, expr], index) => ({
      record: `series_${index + 1}`,
      expr,
      labels: { series: name },
    })),
  ]
  return stringify({ groups: [{ name: "shipway-bake", rules }] }, { lineWidth: 0 })
}

/** `base` is where Prometheus reaches the deployment, which may live below a path. */
export function prometheusFile(bake: Bake, base: string, origin: Origin): string {
  const interval = `${bake.intervalSeconds}s`
  return stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: `${Math.min(bake.intervalSeconds, MAX_SCRAPE_TIMEOUT_SECONDS)}s`,
      evaluation_interval: interval,
    },
    rule_files: [RULES_FILE],
    scrape_configs: bake.scrape ? [scrapeOf(bake.scrape.path, new URL(base), origin)] : [],
  })
}

function scrapeOf(path: string, { protocol, host, pathname }: URL, origin: Origin): object {
  return {
    job_name: "deployment",
    scheme: protocol.replace(":", ""),
    metrics_path: `${pathname.replace(/\/$/, "")}${path}`,
    static_configs: [{ targets: [host], labels: { ...origin } }],
  }
}
