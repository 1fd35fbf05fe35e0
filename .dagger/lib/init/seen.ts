/** Owns what `init` looks at in a repository: the paths of all files, and the text of those that tell how it is built. */

export interface Seen {
  paths: string[]
  texts: Record<string, string>
}

const TELLING =
  /(^|\/)(pyproject\.toml|setup\.cfg|setup\.py|requirements[\w.-]*\.txt|package\.json|go\.mod|Dockerfile|(docker-)?compose\.ya?ml|\.python-version|\.nvmrc|\.flake8|alembic\.ini|pytest\.ini)$/
const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/

/** Manifests of nested packages say nothing about the repository. */
export function isTelling(path: string): boolean {
  return WORKFLOW.test(path) || (TELLING.test(path) && path.split("/").length <= 2)
}

/** The same repository as seen from one of its folders. */
export function within(seen: Seen, folder: string): Seen {
  if (folder === ".") return seen
  const inside = (path: string) => path.startsWith(`${folder}/`)
  const rest = (path: string) => path.slice(folder.length + 1)
  return {
    paths: seen.paths.filter(inside).map(rest),
    texts: Object.fromEntries(
      Object.entries(seen.texts)
        .filter(([path]) => inside(path))
        .map(([path, text]) => [rest(path), text]),
    ),
  }
}

export function has(seen: Seen, ...paths: string[]): boolean {
  return paths.some((path) => seen.paths.includes(path))
}
