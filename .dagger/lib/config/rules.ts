/** Owns what one shape alone cannot say: rules that look at several keys of the config at once. Pure. */
import { bakeRules } from "./bake-rules.js"
import { environmentRules } from "./environment-rules.js"
import { imageRules } from "./image-rules.js"
import { ifReadable } from "./readable.js"
import type { Config } from "./schema.js"
import { rollbackRules } from "./rollback-rules.js"
import { readinessRules } from "./readiness-rules.js"
import { journalRules } from "./journal.js"
import { loadCanReachItsMinimum } from "./load-scenarios.js"
import { notifyRules } from "./notify-rules.js"
import { suiteRules } from "./suite-rules.js"

export interface Issue {
  path: PropertyKey[]
  message: string
  /** For a key that is unknown: the one that it was probably meant to be. */
  meant?: PropertyKey[]
}

export type Rule = (config: Config) => Issue[]

/** Both run in the lint step, and --only picks by name. */
const auditNamesAreTheirOwn: Rule = (config) =>
  Object.keys(config.audit ?? {})
    .filter((name) => config.lint?.[name] !== undefined)
    .map((name) => ({ path: ["audit", name], message: `lint: has a tool named ${name} as well; rename one` }))

const toolsAreConsistent: Rule = (config) =>
  tools(config).flatMap(([path, tool]) => {
    const issues: Issue[] = []
    const structured = tool.format !== undefined && tool.format !== "text"
    if (tool.command.join(" ").includes("{report}") && !structured)
      issues.push({ path: [...path, "command"], message: "{report} needs a format: to read the report" })
    if (tool.image !== undefined && (tool.toolchain ?? tool.preset) !== undefined)
      issues.push({ path: [...path, "image"], message: "write it as image: under toolchain:" })
    return issues
  })

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

const rules: Rule[] = [
  ...imageRules,
  ...suiteRules,
  ...rollbackRules,
  ...readinessRules,
  ...bakeRules,
  ...notifyRules,
  ...journalRules,
  ...environmentRules,
  auditNamesAreTheirOwn,
  toolsAreConsistent,
  placeholdersAreKnown,
  patternsCompile,
  loadCanReachItsMinimum,
]

/** What all of them say; of a config that is understood in part, what they say of that. */
export function broken(config: Config): Issue[] {
  return rules.flatMap((rule) => ifReadable(() => rule(config)))
}

type ToolConfig = Exclude<NonNullable<Config["lint"]>[string], string[]>

function tools(config: Config): [PropertyKey[], Omit<ToolConfig, "fix">][] {
  const lint = Object.entries(config.lint ?? {}).flatMap(([name, tool]): [PropertyKey[], ToolConfig][] =>
    Array.isArray(tool) ? [[["lint", name], { command: tool }]] : [[["lint", name], tool]],
  )
  return [
    ...lint,
    ...Object.entries(config.audit ?? {}).map(([name, tool]): [PropertyKey[], Omit<ToolConfig, "fix">] => [
      ["audit", name],
      tool,
    ]),
  ]
}
