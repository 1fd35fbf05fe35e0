/** Owns the commit of a real release: clean, and the very source that the config was read from. */
import type { Directory, GitRepository } from "@dagger.io/dagger"
import { readConfig } from "../config/read.js"
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"

export interface Committed {
  commit: string
  /** From the commit itself: the source may be another repository, or hold files that git ignores. */
  tree: Directory
  config: ResolvedConfig
}

export async function committed(git: GitRepository, source: Directory, path: string): Promise<Committed> {
  const changed = await git.uncommitted().diffStats()
  if (changed.length > 0) throw failure("DIRTY_TREE", { changed: changed.length })
  const commit = await git.head().commit()
  const tree = git.head().tree({ discardGitDir: true })
  const config = await readConfig(tree, path)
  if ((await tree.file(path).contents()) !== (await source.file(path).contents()))
    throw failure("SOURCE_MISMATCH", { path, commit })
  return { commit, tree, config }
}
