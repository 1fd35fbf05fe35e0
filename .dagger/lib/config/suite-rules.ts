/** Owns the rules over test suites: what they name must exist, and their placeholders must fit their settings. Pure. */
import { cycleOf } from "./needs.js"
import { ifReadable } from "./readable.js"
import type { Issue, Rule } from "./rules.js"
import type { Config } from "./schema.js"
import { suggest } from "./suggest.js"

type SuiteConfig = NonNullable<Config["tests"]>[string]

const WITHOUT_JUNIT = "the JUnit file it writes; without it zero tests would look like a pass"

/** Without the report file nothing proves that a single test ran. */
const reports: Rule = (config) =>
  each(config, (name, suite) => [
    ...unless(names(suite.command, "{junit}"), [name, "command"], `must name {junit}, ${WITHOUT_JUNIT}`),
    ...unless(
      !suite.coverage || names(suite.command, "{coverage}"),
      [name, "command"],
      "must name {coverage}, the Cobertura file that the coverage gate reads",
    ),
  ])

const knownServices: Rule = (config) =>
  each(config, (name, { services = [] }) =>
    services.flatMap((service, index) =>
      unknown(service, Object.keys(config.services ?? {}), "service", "services", [name, "services", index]),
    ),
  )

const knownNeeds: Rule = (config) =>
  each(config, (name, { needs = [] }) =>
    needs.flatMap((need, index) =>
      unknown(need, Object.keys(config.tests ?? {}), "suite", "tests", [name, "needs", index]),
    ),
  )

const needsCanBeMet: Rule = (config) => {
  const suites = Object.entries(config.tests ?? {}).map(([name, { needs = [] }]) => ({
    name,
    needs: needs.filter((need) => config.tests?.[need]),
  }))
  const cycle = cycleOf(suites)
  return cycle ? [issue([cycle[0]!, "needs"], `a cycle in which nothing can start: ${cycle.join(" needs ")}`)] : []
}

const retries: Rule = (config) =>
  each(config, (name, { retries, retryCommand }) =>
    retryCommand
      ? [
          ...unless(retries !== undefined, [name, "retryCommand"], "needs retries: to say how often"),
          ...unless(names(retryCommand, "{junit}"), [name, "retryCommand"], `must name {junit}, ${WITHOUT_JUNIT}`),
        ]
      : [],
  )

const shards: Rule = (config) =>
  each(config, (name, { command, shards, files, durations, noTestsExitCode }) => {
    const splitsItself = names(command, "{shard}") && names(command, "{shards}")
    const needsShards = { files, durations, noTestsExitCode }
    if (shards === undefined)
      return [
        ...Object.entries(needsShards).flatMap(([key, value]) =>
          unless(value === undefined, [name, key], "needs shards: to say over how many containers"),
        ),
        ...["{shard}", "{shards}", "{files}"].flatMap((placeholder) =>
          unless(!names(command, placeholder), [name, "command"], `${placeholder} needs shards:`),
        ),
      ]
    return [
      ...unless(
        files !== undefined || splitsItself,
        [name, "shards"],
        "say how to split: files: with {files} in the command, or both {shard} and {shards} in it for a runner that splits by itself",
      ),
      ...unless(
        (files !== undefined) === command.includes("{files}"),
        [name, "command"],
        "files: and an argument {files} of its own belong together",
      ),
      ...unless(!durations || files !== undefined, [name, "durations"], "needs files: to split by them"),
    ]
  })

export const suiteRules: Rule[] = [reports, knownServices, knownNeeds, needsCanBeMet, retries, shards]

function each(config: Config, rule: (name: string, suite: SuiteConfig) => Issue[]): Issue[] {
  // A suite that cannot be understood hides nothing of the others.
  const suites = config.tests ?? {}
  return Object.keys(suites).flatMap((name) => ifReadable(() => rule(name, suites[name]!)))
}

function names(command: readonly string[], placeholder: string): boolean {
  return command.some((argument) => argument.includes(placeholder))
}

function unless(good: boolean, path: PropertyKey[], message: string): Issue[] {
  return good ? [] : [issue(path, message)]
}

function issue(path: PropertyKey[], message: string): Issue {
  return { path: ["tests", ...path], message }
}

function unknown(value: string, known: string[], what: string, section: string, path: PropertyKey[]): Issue[] {
  const near = suggest(value, known)
  const hint = near ? `; did you mean ${near}?` : ""
  return unless(known.includes(value), path, `no ${what} ${value} under ${section}:${hint}`)
}
