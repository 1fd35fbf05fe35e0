/** Shows what a declared readiness resolves to, and which declarations are refused. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { releasable, yamlOf } from "./config-text.js"

const services = { postgres: { kind: "postgres", variable: "DATABASE_URL" } }
const sql = {
  revisions: "migrations",
  upFiles: "^(\\d+)\\.up\\.sql$",
  downFiles: "^(\\d+)\\.down\\.sql$",
  heads: ["tool", "newest"],
  up: ["tool", "goto", "{revision}"],
  down: ["tool", "goto", "{revision}"],
}
const references = { files: ["src/**"], pattern: 'flag\\("([a-z]+)"\\)' }
const load = (readiness: object, more: object = {}) =>
  loadConfig(yamlOf({ ...releasable, services, readiness, ...more }), "shipway.yaml")

describe("readiness", () => {
  it("asks for neither schema nor flags when it is not declared", () => {
    expect(loadConfig(yamlOf(releasable), "shipway.yaml").readiness).toEqual({
      migrations: undefined,
      flags: undefined,
    })
  })

  it("knows alembic by name", () => {
    expect(load({ migrations: { alembic: { revisions: "migrations/versions" } } }).readiness.migrations).toEqual({
      folder: "migrations/versions",
      reader: ["alembic"],
      heads: ["alembic", "heads"],
      up: ["alembic", "upgrade", "{revision}"],
      down: ["alembic", "downgrade", "{revision}"],
      base: "base",
      contracts: [],
    })
  })

  it("starts alembic as it is told", () => {
    const alembic = { revisions: "v", command: ["python", "-m", "alembic", "-c", "db.ini"] }

    expect(load({ migrations: { alembic } }).readiness.migrations!.heads).toEqual([...alembic.command, "heads"])
  })

  it("takes another tool's commands as they are", () => {
    expect(load({ migrations: { sql: { ...sql, base: "0" }, contracts: ["7"] } }).readiness.migrations).toEqual({
      folder: "migrations",
      reader: ["sql", sql.upFiles, sql.downFiles],
      heads: sql.heads,
      up: sql.up,
      down: sql.down,
      base: "0",
      contracts: ["7"],
    })
  })
})

describe("a readiness that is refused", () => {
  const alembic = { revisions: "v" }

  it.each<[string, object, object, string]>([
    ["no tool", { migrations: {} }, {}, "readiness.migrations: declare one tool: alembic: or sql:"],
    ["two tools", { migrations: { alembic, sql } }, {}, "readiness.migrations: declare one tool"],
    ["no migrate command", { migrations: { alembic } }, { image: {} }, "readiness.migrations: needs image.migrate:"],
    ["no database", { migrations: { alembic } }, { services: {} }, "needs a service of kind postgres"],
    [
      "a way down to nowhere",
      { migrations: { sql: { ...sql, down: ["tool", "down"] } } },
      {},
      "readiness.migrations.sql.down: must name {revision}",
    ],
    [
      "a pattern without a group",
      { migrations: { sql: { ...sql, upFiles: "up" } } },
      {},
      "readiness.migrations.sql.upFiles: needs exactly one group, and has 0",
    ],
    [
      "a pattern with two groups",
      { flags: { file: "f", references: { ...references, pattern: "(a)(b)" } } },
      {},
      "readiness.flags.references.pattern: needs exactly one group, and has 2",
    ],
    [
      "a pattern that is none",
      { flags: { file: "f", references, defaults: { files: ["f"], pattern: "(" } } },
      {},
      "readiness.flags.defaults.pattern: not a regular expression",
    ],
    ["a slip", { flag: {} }, {}, "unknown key; did you mean flags?"],
  ])("%s", (_, readiness, more, message) => {
    expect(() => load(readiness, more)).toThrow(message)
  })
})
