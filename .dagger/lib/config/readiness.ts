/** Owns the resolved readiness: a migration tool's commands spelled out, whichever short form named it. Pure. */
import type { FlagsConfig, MigrationsConfig, Readiness } from "./readiness-schema.js"

export interface Migrations {
  /** The folder of revision files in the image. */
  folder: string
  /** Who understands the files, and its arguments. */
  reader: string[]
  heads: string[]
  /** With {revision} to be filled in. */
  up: string[]
  down: string[]
  base: string
  contracts: string[]
}

export interface ResolvedReadiness {
  migrations: Migrations | undefined
  flags: FlagsConfig | undefined
}

export function resolveReadiness(readiness: Readiness = {}): ResolvedReadiness {
  return { migrations: readiness.migrations && resolveMigrations(readiness.migrations), flags: readiness.flags }
}

function resolveMigrations({ alembic, sql, contracts = [] }: MigrationsConfig): Migrations {
  if (sql) {
    const { revisions: folder, upFiles, downFiles, ...commands } = sql
    return { folder, reader: ["sql", upFiles, downFiles], ...commands, contracts }
  }
  const { revisions: folder, command } = alembic!
  return {
    folder,
    reader: ["alembic"],
    heads: [...command, "heads"],
    up: [...command, "upgrade", "{revision}"],
    down: [...command, "downgrade", "{revision}"],
    base: "base",
    contracts,
  }
}
