/** Owns the rules over readiness: one migration tool with a database to try it on, and patterns that can be used. Pure. */
import type { Issue, Rule } from "./rules.js"

const oneToolWithADatabase: Rule = ({ readiness, image, services }) => {
  const migrations = readiness?.migrations
  if (!migrations) return []
  const kinds = Object.values(services ?? {}).map(({ kind }) => kind)
  return [
    ...unless(
      [migrations.alembic, migrations.sql].filter(Boolean).length === 1,
      ["migrations"],
      "declare one tool: alembic: or sql:",
    ),
    ...unless(image?.migrate !== undefined, ["migrations"], "needs image.migrate:, the command that a release runs"),
    ...unless(
      kinds.includes("postgres"),
      ["migrations"],
      "needs a service of kind postgres under services: to try them on",
    ),
  ]
}

const commandsNameTheRevision: Rule = ({ readiness }) => {
  const sql = readiness?.migrations?.sql
  if (!sql) return []
  return (["up", "down"] as const).flatMap((key) =>
    unless(
      sql[key].some((argument) => argument.includes("{revision}")),
      ["migrations", "sql", key],
      "must name {revision}, the one to go to",
    ),
  )
}

const patternsHaveOneGroup: Rule = ({ readiness }) => {
  const { migrations, flags } = readiness ?? {}
  const patterns: [PropertyKey[], string | undefined][] = [
    [["migrations", "sql", "upFiles"], migrations?.sql?.upFiles],
    [["migrations", "sql", "downFiles"], migrations?.sql?.downFiles],
    [["flags", "references", "pattern"], flags?.references.pattern],
    [["flags", "defaults", "pattern"], flags?.defaults?.pattern],
  ]
  return patterns.flatMap(([path, pattern]) => (pattern === undefined ? [] : oneGroup(path, pattern)))
}

export const readinessRules: Rule[] = [oneToolWithADatabase, commandsNameTheRevision, patternsHaveOneGroup]

function oneGroup(path: PropertyKey[], pattern: string): Issue[] {
  try {
    // An empty alternative always matches, and its match has a place for every group.
    const groups = new RegExp(`${pattern}|`).exec("")!.length - 1
    return unless(groups === 1, path, `needs exactly one group, and has ${groups}`)
  } catch (error) {
    return unless(false, path, `not a regular expression: ${(error as Error).message}`)
  }
}

function unless(good: boolean, path: PropertyKey[], message: string): Issue[] {
  return good ? [] : [{ path: ["readiness", ...path], message }]
}
