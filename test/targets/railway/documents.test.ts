/** Shows that what is written about Railway is so: the page, the sample's legacy file, and what takes its place. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import { RailwayOptions } from "../../../.dagger/lib/targets/railway/options.js"

const read = (path: string) => readFileSync(path, "utf8")
const page = read("docs/targets.md")
  .split(/^## /m)
  .find((section) => section.startsWith("Railway\n"))!
const example = /```yaml\n([^]*?)```/.exec(page)![1]!
const options = loadConfig(
  `project: shop\nimage: { repository: registry.example/shop, healthPath: /health }\n${example}`,
  "targets.md",
).environments.staging.options as RailwayOptions

/** The keys and values of one table of the file, which is as plain as it can be. */
function table(name: string): Record<string, string | number> {
  const body = read("app/railway.toml").split(`[${name}]\n`)[1]!.split(/^\[/m)[0]!
  const lines = [...body.matchAll(/^(\w+) = (.+)$/gm)]
  return Object.fromEntries(lines.map(([, key, value]) => [key!, JSON.parse(value!) as string | number]))
}

describe("docs/targets.md", () => {
  it("shows an environment that is valid", () => {
    expect(options).toMatchObject({ tokenKind: "project", replicas: 1, pollSeconds: 5 })
  })

  it("has a row for every option, with its default", () => {
    const defaults = { healthcheckTimeoutSeconds: 300, restartMaxRetries: 10, deadlineSeconds: 900, pollSeconds: 5 }
    const ids = Object.fromEntries(["project", "environment", "service"].map((key) => [key, options.project]))

    expect(Object.keys(RailwayOptions.shape).filter((key) => !page.includes(`\`${key}\``))).toEqual([])
    expect(RailwayOptions.parse(ids)).toMatchObject({ ...defaults, restartPolicy: "ON_FAILURE", tokenKind: "project" })
    for (const [key, value] of Object.entries(defaults)) expect(page).toMatch(new RegExp(`\`${key}\` +\\| ${value};`))
  })
})

describe("the sample's railway.toml", () => {
  it("says what the target sets itself, no more and no less", () => {
    expect(table("deploy")).toEqual({
      healthcheckPath: options.healthcheckPath,
      healthcheckTimeout: options.healthcheckTimeoutSeconds,
      restartPolicyType: options.restartPolicy,
      restartPolicyMaxRetries: options.restartMaxRetries,
      numReplicas: options.replicas,
      overlapSeconds: options.overlapSeconds,
      drainingSeconds: options.drainingSeconds,
    })
  })

  it("says the same as Railway's own description in TypeScript", () => {
    const described = read("app/.railway/railway.ts")

    for (const [key, value] of Object.entries(table("deploy")))
      expect(described).toContain(`${key}: ${JSON.stringify(value)},`)
    expect(described).not.toMatch(/^ *source:/m)
  })

  it.each(["README.md", "docs/targets.md", "app/railway.toml"])("has its end told in %s", (path) => {
    const text = read(path).replace(/\n# |\s+/g, " ")

    expect(text).toContain("stops reading")
    expect(text).toContain("2026-12-01")
  })
})
