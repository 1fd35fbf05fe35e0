/** Owns what one shape alone cannot say: rules that look at several keys of the config at once. Pure. */
import { suggest } from "./suggest.js"
import type { Config } from "./schema.js"

export interface Issue {
  path: PropertyKey[]
  message: string
}

type Rule = (config: Config) => Issue[]

/** Without the report file nothing proves that a single test ran. */
const suitesReport: Rule = (config) =>
  suites(config).flatMap(([name, suite]) => {
    const issues: Issue[] = []
    const command = suite.command.join(" ")
    if (!command.includes("{junit}"))
      issues.push({
        path: ["tests", name, "command"],
        message: "must name {junit}, the JUnit file it writes; without it zero tests would look like a pass",
      })
    if (suite.coverage && !command.includes("{coverage}"))
      issues.push({
        path: ["tests", name, "command"],
        message: "must name {coverage}, the Cobertura file that the coverage gate reads",
      })
    return issues
  })

const suitesNameKnownServices: Rule = (config) =>
  suites(config).flatMap(([name, suite]) =>
    (suite.services ?? []).flatMap((service, index) => {
      const known = Object.keys(config.services ?? {})
      if (known.includes(service)) return []
      const near = suggest(service, known)
      return [
        {
          path: ["tests", name, "services", index],
          message: `no service ${service} under services:${near ? `; did you mean ${near}?` : ""}`,
        },
      ]
    }),
  )

const placeholdersAreKnown: Rule = (config) => {
  const known = ["version", "sha", "digest"]
  const owners: [PropertyKey[], Record<string, string> | undefined][] = [
    [["image", "variables"], config.image?.variables],
    [["environments", "staging", "variables"], config.environments?.staging?.variables],
    [["environments", "production", "variables"], config.environments?.production?.variables],
  ]
  return owners.flatMap(([path, variables]) =>
    Object.entries(variables ?? {}).flatMap(([key, value]) =>
      [...value.matchAll(/\{([a-z]+)\}/g)]
        .filter((match) => !known.includes(match[1]!))
        .map((match) => ({
          path: [...path, key],
          message: `${match[0]} is not known; write {version}, {sha} or {digest}`,
        })),
    ),
  )
}

const patternsCompile: Rule = (config) =>
  Object.entries(config.probes ?? {}).flatMap(([name, probe]) =>
    Object.entries(probe.json ?? {}).flatMap(([path, expected]) => {
      if (typeof expected !== "object") return []
      try {
        new RegExp(expected.matches)
        return []
      } catch (error) {
        return [
          {
            path: ["probes", name, "json", path, "matches"],
            message: `not a regular expression: ${(error as Error).message}`,
          },
        ]
      }
    }),
  )

const loadCanReachItsMinimum: Rule = ({ load }) =>
  load && load.thresholds.minRequests > load.ratePerSecond * load.durationSeconds
    ? [
        {
          path: ["load", "thresholds", "minRequests"],
          message: `${load.thresholds.minRequests} requests cannot be reached: ${load.ratePerSecond}/s for ${load.durationSeconds} s offers ${load.ratePerSecond * load.durationSeconds}`,
        },
      ]
    : []

export const rules: Rule[] = [
  suitesReport,
  suitesNameKnownServices,
  placeholdersAreKnown,
  patternsCompile,
  loadCanReachItsMinimum,
]

function suites(config: Config) {
  return Object.entries(config.tests ?? {})
}
