/** Owns mending: what the formatters would change, as a changeset that touches nothing else. */
import type { Changeset, Directory } from "@dagger.io/dagger"
import { posix } from "node:path"
import type { ResolvedConfig, Tool } from "../config/resolve.js"
import { failure, lastLines } from "../errors.js"
import { lateness } from "../exec/deadline.js"
import { runTool } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { select } from "../select.js"
import { prepared, WORKDIR, withSource, workspace } from "../exec/toolchain.js"

const TAIL_LINES = 30

export type Fixer = Tool & { fix: string[] }

/** All that can mend, or those picked by name. */
export function fixers(tools: readonly Tool[], only: readonly string[] = []): Fixer[] {
  const picked = select(tools, only, "lint")
  const mending = picked.filter((tool): tool is Fixer => tool.fix !== undefined)
  const other = picked.find(({ fix }) => fix === undefined)
  if (only.length > 0 && other)
    throw failure("SETTING_MISSING", { key: `lint.${other.name}.fix`, action: `fix --only ${other.name}` })
  return select(mending, [], "lint.NAME.fix")
}

/** One after the other, in the config's order: two formatters may want to change the same file. */
export async function fix(source: Directory, config: ResolvedConfig, tools: readonly Fixer[]): Promise<Changeset> {
  let mended = source
  for (const tool of tools) mended = await mend(mended, config, tool)
  return mended.changes(source)
}

/** Files that a tool adds are its caches, and not the source's. */
async function mend(source: Directory, config: ResolvedConfig, tool: Fixer): Promise<Directory> {
  const container = withSource(prepared(source, config, tool.toolchain), source, config, tool.inputs, tool.toolchain)
  const run = await runTool(container, tool.fix, { timeoutSeconds: tool.timeoutSeconds, since: 0 })
  if (isDeath(run)) throw failure("FIX_FAILED", { tool: tool.name, details: run.died })
  if (run.exitCode !== 0) {
    const tail = lastLines(`${run.stdout}${run.stderr}`, TAIL_LINES)
    const why = run.late ? lateness(run.late, tool.timeoutSeconds, `lint.${tool.name}`) : `exit code ${run.exitCode}`
    throw failure("FIX_FAILED", { tool: tool.name, details: `${why}\n${tail}` })
  }
  const after = run.container.directory(WORKDIR)
  const changed = await after.changes(workspace(source, config, tool.inputs)).modifiedPaths()
  return changed.reduce(
    (directory, path) => directory.withFile(posix.join(config.directory, path), after.file(path)),
    source,
  )
}
