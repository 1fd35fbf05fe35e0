/** Shows with the real promtool that the sample's alert rules are what they are meant to be: each change of one is noticed. */
import { readFile } from "node:fs/promises"
import { type Container, dag, ReturnType } from "@dagger.io/dagger"
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { ResolvedConfig } from "../../.dagger/lib/config/resolve.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { ruleFile } from "../../.dagger/lib/observability/rule-files.js"
import { problemOfRules } from "../../.dagger/lib/steps/alert-rules.js"
import { useSession } from "./harness.js"

useSession()

/** As alert-rules.yml expects them. */
const origin = { environment: "production", run: "r1", attempt: "a1", digest: "d1" }

async function sampleConfig(): Promise<ResolvedConfig> {
  return loadConfig(await readFile("shipway.yaml", "utf8"), "shipway.yaml")
}

async function sampleRules(): Promise<string> {
  return ruleFile((await sampleConfig()).alerts, origin)
}

async function promtoolTest(rules: string): Promise<Container> {
  return dag
    .container()
    .from(IMAGES.prometheus)
    .withWorkdir("/etc/prometheus")
    .withNewFile("/etc/prometheus/alert-rules.yml", await readFile("test/engine/alert-rules.yml", "utf8"))
    .withNewFile("/etc/prometheus/rules.yml", rules)
    .withExec(["promtool", "test", "rules", "alert-rules.yml"], { expect: ReturnType.Any })
}

/** [what is changed, where, into what] */
const mutations: [string, RegExp, string][] = [
  ["an error rate ten times as high", /> 0\.05/, "> 0.5"],
  ["a lower error rate", /> 0\.05/, "> 0.03"],
  ["the wrong way round", /> 0\.05/, "< 0.05"],
  ["errors of the client", /5\.\./, "4.."],
  ["a count instead of a share", / \/ sum\(rate\(request_count_total\[5s\]\)\)/, ""],
  ["the counter without its suffix", /request_count_total/g, "request_count"],
  ["the median", /0\.95/, "0.5"],
  ["a longer latency", /\)\) > 3/, ")) > 4"],
  ["a shorter latency", /\)\) > 3/, ")) > 2.9"],
  ["another histogram", /request_latency_bucket/, "request_latency_seconds_bucket"],
  ["up instead of down", /up == 0/, "up == 1"],
  ["a service nobody scrapes", /up == 0/, "upp == 0"],
  ["errors at once", /for: 3s/, "for: 0s"],
  ["errors for longer", /for: 3s/, "for: 6s"],
  ["latency at once", /(HighLatency[^]*?)for: 3s/, "$1for: 0s"],
  ["latency for longer", /(HighLatency[^]*?)for: 3s/, "$1for: 9s"],
  ["down at once", /for: 2s/, "for: 0s"],
  ["down for longer", /for: 2s/, "for: 5s"],
  ["a milder severity", /severity: critical/, "severity: major"],
]

it("promtool finds the sample's expressions good, and names the one that is not", async () => {
  const { alerts, bake } = await sampleConfig()
  const mistyped = alerts.map((rule) => ({ ...rule, evidence: rule.evidence.replace("up", "up ===") }))

  expect(await problemOfRules(alerts, bake!)).toBeUndefined()
  expect(await problemOfRules(mistyped, bake!)).toMatch(/evidence_of_ServiceDown[^]*parse error/)
})

it("they fire after their time, not before, not without traffic, and resolve", async () => {
  const tested = await promtoolTest(await sampleRules())

  expect(await tested.exitCode(), await tested.stderr()).toBe(0)
})

it("every changed threshold, time, metric and severity is noticed", async () => {
  const rules = await sampleRules()
  const survivors: string[] = []
  for (const [name, from, to] of mutations) {
    const mutant = rules.replace(from, to)
    expect(mutant, name).not.toBe(rules)
    if ((await (await promtoolTest(mutant)).exitCode()) === 0) survivors.push(name)
  }

  expect(survivors).toEqual([])
})
