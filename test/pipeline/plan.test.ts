/** Shows which steps a config comes to, and that nothing is touched before its proof. */
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { minimal, releasable, yamlOf } from "../config/config-text.js"

const planned = (config: object, flow: "ci" | "release") => plan(loadConfig(yamlOf(config), "shipway.yaml"), flow)

it("lets every change wait for every proof before it", () => {
  const { steps } = planned({ ...releasable, lint: { black: ["black"] } }, "release")
  const before = (name: string): string[] =>
    steps.find((step) => step.name === name)!.needs.flatMap((need) => [need, ...before(need)])

  expect(before("publish")).toEqual(expect.arrayContaining(["lint", "test", "build", "image"]))
  expect(before("deploy production")).toEqual(
    expect.arrayContaining(["smoke staging", "load staging", "migrate production"]),
  )
  expect(before("migrate production")).toEqual(expect.arrayContaining(["smoke staging", "load staging"]))
})

it("keeps the order when a step in between is left out", () => {
  const rest = { ...releasable, load: undefined }
  const { steps } = planned({ ...rest, image: {} }, "release")

  expect(steps.find(({ name }) => name === "deploy staging")!.needs).toEqual(["publish"])
  expect(steps.find(({ name }) => name === "deploy production")!.needs).toContain("smoke staging")
})

it("changes nothing in ci", () => {
  expect(planned(releasable, "ci").steps.filter(({ changes }) => changes)).toEqual([])
})

it.each([
  ["tests", { project: "sample" }, "ci", "[NOTHING_TO_DO] the config declares nothing under tests:"],
  ["image", minimal, "release", "[SETTING_MISSING] a release needs image: in the config"],
  ["probes", { ...minimal, image: {} }, "release", "[NOTHING_TO_DO] the config declares nothing under probes:"],
] as const)("refuses a plan without %s", (_, config, flow, message) => {
  expect(() => planned(config, flow)).toThrow(message)
})
