/** Owns the bake step: Prometheus and a light load beside the deployment for a while, and what the alerts say of it. */
import { dag } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { describe } from "../errors.js"
import { within } from "../exec/poll.js"
import type { EnvironmentName } from "../../src/names.js"
import { Severity, StepStatus } from "../../src/names.js"
import { prometheusAt } from "../observability/prometheus.js"
import { watchOf } from "../observability/evidence.js"
import { alertsFile, type Drawn, seriesFile } from "../observability/report-files.js"
import { type Origin, prometheusFile, RULES_FILE, ruleFile } from "../observability/rule-files.js"
import type { Watching } from "../observability/look.js"
import { watch, type Watched } from "../observability/watch.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome, Part } from "../pipeline/outcome.js"
import { addressOf } from "../targets/address.js"
import type { Deployment } from "../targets/target.js"
import { problemOfRules } from "./alert-rules.js"
import { bakeLoad, PROMETHEUS_PORT, prometheusService } from "./bake-services.js"

const READY_WITHIN_MS = 60000

export async function bake(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const { config, clock } = context
  const deployment = handedOn(context.handed.deployments[environment], `the deployment in ${environment}`)
  const base = await addressOf(deployment, context)
  const origin = originOf(context, deployment)
  const rules = ruleFile(config.alerts, origin)
  const settings = prometheusFile(config.bake!, base, origin)
  const problem = await problemOfRules(config.alerts, config.bake!)
  if (problem !== undefined) return unwatched(`promtool refuses the alert rules:\n${problem}`)

  // Of this bake alone: the engine takes two equal services for one, and a second bake must not find the first's samples.
  const nonce = `${context.request.attempt} ${crypto.randomUUID()}`
  const service = prometheusService(settings, rules, config.bake!, nonce)
  const load = bakeLoad(config, base, service, nonce)
  const begun = clock.now() / 1000
  try {
    const reached = await within(context.reach(service, PROMETHEUS_PORT), READY_WITHIN_MS, "Prometheus did not start")
    await load.start()
    const watching = {
      prometheus: prometheusAt(reached),
      alerts: config.alerts,
      bake: config.bake!,
      origin,
      clock,
      begun,
    }
    const watched = await watch(watching)
    return { ...outcomeOf(watched), ...leftBy(config, watched, await drawn(watching, watched), { settings, rules }) }
  } catch (error) {
    return unwatched(describe(error))
  } finally {
    // Only to free the machine: what is still running ends with the session anyway.
    await Promise.allSettled([load.stop({ kill: true }), service.stop({ kill: true })])
  }
}

/** The artefacts, and what the report draws of them. */
function leftBy(
  { alerts }: ResolvedConfig,
  watched: Watched,
  series: readonly Drawn[],
  { settings, rules }: { settings: string; rules: string },
): Pick<Outcome, "files" | "evidence"> {
  const files = dag
    .directory()
    .withNewFile("prometheus.yml", settings)
    .withNewFile(RULES_FILE, rules)
    .withNewFile("alerts.json", alertsFile(watched))
    .withNewFile("series.json", seriesFile(series))
  const open = [
    { text: "all alerts", path: "alerts.json" },
    { text: "all series", path: "series.json" },
  ]
  return { files, evidence: { bake: watchOf(alerts, watched, series), open } }
}

function originOf({ request }: Context, { environment, image, run }: Deployment): Origin {
  return { environment, run, attempt: request.attempt, digest: image.digest }
}

/** Nothing was seen: no proof against the release, and none for it. */
function unwatched(summary: string): Outcome {
  return { status: StepStatus.Inconclusive, severity: Severity.Major, summary }
}

function outcomeOf({ verdict, from, until, extended }: Watched): Outcome {
  const seconds = Math.round(until - from)
  const durationMs = seconds * 1000
  const parts = verdict.rules.map((rule): Part => ({ ...rule, durationMs, cached: false }))
  const failed = parts.filter(({ status }) => status === StepStatus.Failed)
  const bad = [...failed, ...parts.filter(({ status }) => status === StepStatus.Inconclusive)]
  const window = `${seconds} s${extended ? ", extended once" : ""}`
  const summary =
    bad.length === 0
      ? `${parts.length} alert rules quiet for ${window}`
      : `${bad.map(({ name, summary }) => `${name} ${summary}`).join("\n")}\nwatched for ${window}`
  return { status: verdict.status, ...(verdict.severity && { severity: verdict.severity }), summary, parts }
}

/** A series that cannot be drawn says why, and changes no verdict. */
function drawn({ prometheus, bake }: Watching, { from, until }: Watched): Promise<Drawn[]> {
  const window = { from, until, step: bake.intervalSeconds }
  return Promise.all(
    Object.entries(bake.series ?? {}).map(async ([name, expr]): Promise<Drawn> => {
      try {
        return { name, expr, series: await prometheus.range(expr, window) }
      } catch (error) {
        return { name, expr, problem: describe(error), series: [] }
      }
    }),
  )
}
