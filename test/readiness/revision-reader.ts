/** Owns running the real reader of revision files, as the pipeline does, on files written for a test. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readRevisions, type RevisionFiles } from "../../.dagger/lib/readiness/revisions.js"

export function readFolder(folder: string, ...reader: string[]): RevisionFiles {
  const argv = ["-B", ".dagger/assets/revisions/read.py", folder, ...reader]
  return readRevisions(execFileSync("python3", argv, { encoding: "utf8" }))
}

export function readFiles(files: Record<string, string>, ...reader: string[]): RevisionFiles {
  const folder = mkdtempSync(join(tmpdir(), "shipway-revisions-"))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return readFolder(folder, ...reader)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An alembic file whose way up and way down are these lines. */
export function alembicFile(
  revision: string,
  up: string[],
  down: string[] = ["op.drop_table('t')"],
  more = "",
): string {
  const body = (lines: string[]) => lines.map((line) => `    ${line}`).join("\n")
  return `"""A revision."""
import sqlalchemy as sa
from alembic import op
${more}
revision = "${revision}"
down_revision = None

def upgrade() -> None:
${body(up)}

def downgrade() -> None:
${body(down)}
`
}
