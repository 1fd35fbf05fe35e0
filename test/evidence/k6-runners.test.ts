/** Shows that runner failures count, whatever k6-operator calls the stage, and that its example is this repository's load. */
import { readFileSync } from "node:fs"
import { join, normalize } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { Scenario } from "../../.dagger/lib/config/load-schema.js"
import { judgeRunners } from "../../.dagger/lib/evidence/k6-runners.js"
import { IMAGES } from "../../.dagger/lib/images.js"

type Status = Partial<Record<"active" | "succeeded" | "failed", number>>

const jobs = (...statuses: Status[]) =>
  JSON.stringify({ items: statuses.map((status, index) => ({ metadata: { name: `load-${index + 1}` }, status })) })

/** [the runner's number, its exit code; none while it runs] */
const pods = (...ends: [number, number | undefined][]) =>
  JSON.stringify({
    items: ends.map(([runner, exitCode]) => ({
      metadata: { name: `load-${runner}-x`, labels: { "job-name": `load-${runner}` } },
      status: {
        containerStatuses: [
          { name: "istio-proxy", state: { terminated: { exitCode: 0 } } },
          { name: "k6", state: exitCode === undefined ? { running: {} } : { terminated: { exitCode } } },
        ],
      },
    })),
  })

const good: Status = { succeeded: 1 }
const bad: Status = { failed: 1 }

describe("the verdict over runners", () => {
  it.each<[string, string, string, string]>([
    ["all done and good", jobs(good, good), pods([1, 0], [2, 0]), "passed"],
    ["one crossed a threshold", jobs(good, bad), pods([1, 0], [2, 99]), "failed"],
    ["all crossed a threshold", jobs(bad, bad), pods([1, 99], [2, 99]), "failed"],
    ["one marked itself failed", jobs(good, bad), pods([2, 110]), "failed"],
    ["one crossed a threshold while the other runs", jobs({ active: 1 }, bad), pods([2, 99]), "failed"],
    ["one crossed a threshold, the other broke", jobs(bad, bad), pods([1, 107], [2, 99]), "failed"],
    ["one broke", jobs(good, bad), pods([2, 107]), "error"],
    ["one was killed", jobs(good, bad), pods([2, 137]), "error"],
    ["one failed without a pod to say why", jobs(good, bad), pods(), "error"],
    ["one failed before k6 ended", jobs(good, bad), pods([2, undefined]), "error"],
    ["one still runs", jobs(good, { active: 1 }), pods(), "inconclusive"],
    ["one never started", jobs(good, {}), pods(), "inconclusive"],
    ["one is missing", jobs(good), pods([1, 0]), "inconclusive"],
    ["there are more than asked for", jobs(good, good, good), pods(), "inconclusive"],
    ["there are none", jobs(), pods(), "inconclusive"],
    ["the list is no JSON", "No resources found", pods(), "error"],
    ["the pods cannot be read", jobs(good, good), "", "error"],
  ])("%s", (_, jobList, podList, status) => {
    expect(judgeRunners(jobList, podList, 2).status).toBe(status)
  })

  it("names the runners that failed", () => {
    expect(judgeRunners(jobs(good, bad), pods([1, 0], [2, 99]), 2).summary).toBe(
      "1 of 2 runners failed: load-2: exit code 99",
    )
  })
})

describe("examples/k6-operator", () => {
  const folder = "examples/k6-operator"
  const read = (file: string) => parse(readFileSync(join(folder, file), "utf8")) as never
  const { spec } = read("testrun.yaml") as TestRun
  const { configMapGenerator } = read("kustomization.yaml") as {
    configMapGenerator: { name: string; files: string[] }[]
  }
  const variable = (name: string) => spec.runner.env.find((one) => one.name === name)!.value
  /** A TestRun is one scenario: several are several of them. */
  const [load] = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml").load!.scenarios
  const plan = JSON.parse(variable("PLAN")) as Scenario

  it("runs the script of the load step, in its image", () => {
    const [file, path] = configMapGenerator[0]!.files[0]!.split("=")

    expect(spec.script.configMap).toEqual({ name: configMapGenerator[0]!.name, file })
    expect(normalize(join(folder, path!))).toBe(".dagger/assets/load.ts")
    expect(spec.runner.image).toBe(IMAGES.k6)
  })

  it("asks the same endpoints under the same thresholds", () => {
    expect(plan.endpoints).toEqual(load!.endpoints)
    expect({ ...plan.thresholds, minRequests: 0 }).toEqual({ ...load!.thresholds, minRequests: 0 })
  })

  it("asks for as large a share of the offered requests, and tells each runner that there are others", () => {
    const share = ({ ratePerSecond, durationSeconds, thresholds }: Scenario) =>
      thresholds.minRequests / (ratePerSecond * durationSeconds)

    expect(share(plan)).toBeCloseTo(share(load!), 5)
    expect(Number(variable("RUNNERS"))).toBe(spec.parallelism)
  })
})

interface TestRun {
  spec: {
    parallelism: number
    script: { configMap: object }
    runner: { image: string; env: { name: string; value: string }[] }
  }
}
