/** Owns where a finding lies: a tool's path as one below the repository's root. Pure. */
import { posix } from "node:path"
import type { Finding } from "./finding.js"

/** `workdir` is where the tool ran, `directory` the folder of the repository that lay there. A path outside stays absolute. */
export function rooted(finding: Finding, workdir: string, directory: string): Finding {
  if (finding.path === undefined) return finding
  const below = posix.relative(workdir, posix.resolve(workdir, finding.path))
  const outside = below === ".." || below.startsWith("../")
  return { ...finding, path: outside ? posix.resolve(workdir, finding.path) : posix.join(directory, below) }
}
