/** Shows what may be written under journal:, what it comes to, and when a release may not begin for it. */
import { describe, expect, it } from "vitest"
import { explain } from "../../.dagger/lib/config/explain.js"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { notDurable } from "../../.dagger/lib/journal/durable.js"
import { releasable, yamlOf } from "./config-text.js"

const image = { repository: "registry.example.org/shop" }
const load = (more: object) => loadConfig(yamlOf({ ...releasable, image, ...more }), "shipway.yaml")
const repo = (repository: string) => ({ kind: "github", repository })
const github = { kind: "github", declared: true, endpoint: "https://api.github.com" }
const render = (service: string) => ({
  target: "render",
  options: { service },
  url: "https://shop.example.org",
})

describe("journal:", () => {
  it.each<[string, object, object]>([
    ["nothing", {}, { kind: "engine", declared: false }],
    ["engine", { journal: "engine" }, { kind: "engine", declared: true }],
    ["file", { journal: "file" }, { kind: "file", declared: true }],
    ["github with a repository", { journal: repo("acme/ops") }, { ...github, repository: "acme/ops" }],
    [
      "github, where a notifier names one",
      { journal: "github", notify: { r: repo("acme/shop") } },
      { ...github, repository: "acme/shop" },
    ],
  ])("%s", (_, more, expected) => {
    expect(load(more).journal).toEqual(expected)
  })

  it.each<[string, object, string]>([
    [
      "github, where nobody names a repository",
      { journal: "github" },
      "journal: there is no notifier of kind github to take",
    ],
    [
      "github, where two do",
      { journal: "github", notify: { a: repo("acme/shop"), b: repo("acme/ops") } },
      "journal: there are several notifiers of kind github",
    ],
    ["something else", { journal: "s3" }, "journal"],
    ["a password in the address", { journal: { ...repo("a/b"), endpoint: "https://me:pw@example.org" } }, "journal"],
  ])("is refused: %s", (_, more, message) => {
    expect(() => load(more)).toThrow(message)
  })

  it("stands in the config in short", () => {
    expect(explain(load({ journal: repo("acme/ops") }))).toContain("journal    github (acme/ops)")
  })
})

describe("a release whose journal may be lost", () => {
  const staging = { environments: { staging: render("srv-1") } }

  it.each<[string, object, boolean]>([
    ["all inside the engine", {}, true],
    ["one environment outside, nothing declared", staging, false],
    ["one environment outside, the engine by choice", { ...staging, journal: "engine" }, true],
    ["one environment outside, a file", { ...staging, journal: "file" }, true],
    ["one environment outside, GitHub", { ...staging, journal: repo("acme/shop") }, true],
  ])("%s", (_, more, allowed) => {
    expect(notDurable(load(more)) === undefined).toBe(allowed)
  })

  it("is told which environments would outlive it, and what to declare", () => {
    const environments = { staging: render("srv-1"), production: render("srv-2") }

    expect(notDurable(load({ environments }))?.message).toMatch(
      /^\[JOURNAL_NOT_DURABLE\] .* staging \(render\) and production \(render\) would outlive it\nHint: Declare journal: github or/,
    )
  })
})
