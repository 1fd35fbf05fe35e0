/** Owns reading what the flags question looks at: the flags file, and the code that asks for flags. */
import type { Directory } from "@dagger.io/dagger"
import type { FlagsConfig } from "../config/readiness-schema.js"
import { workspace } from "../exec/toolchain.js"
import type { Context } from "../pipeline/context.js"
import type { Answer } from "./answer.js"
import { judgeFlags, namesIn, type SourceFile } from "./flags.js"

export async function flags({ source, config }: Context, { file, references, defaults }: FlagsConfig): Promise<Answer> {
  const directory = workspace(source, config, undefined)
  const [there, asking, safe] = await Promise.all([
    directory.exists(file),
    matching(directory, references.files),
    matching(directory, defaults?.files ?? []),
  ])
  return judgeFlags({
    file: { path: file, text: there ? await directory.file(file).contents() : undefined },
    references: namesIn(asking, references.pattern),
    defaults: defaults && namesIn(safe, defaults.pattern),
  })
}

async function matching(directory: Directory, patterns: readonly string[]): Promise<SourceFile[]> {
  if (patterns.length === 0) return []
  const paths = (await directory.filter({ include: [...patterns] }).glob("**/*")).filter((path) => !path.endsWith("/"))
  return Promise.all(paths.map(async (path) => ({ path, text: await directory.file(path).contents() })))
}
