/** Owns which suites a folder of tests comes to: one for each kind that has a folder of its own, else one. Pure. */
import type { ProposedSuite, Reasoned } from "./proposal.js"
import type { Seen } from "./seen.js"

const KINDS = ["unit", "integration", "api", "e2e"]
const ROOTS = ["tests", "test"]

export function suitesByFolder(
  seen: Seen,
  isTest: RegExp,
  command: (folder: string | undefined) => string[],
): Record<string, Reasoned<ProposedSuite>> {
  const tests = seen.paths.filter((path) => isTest.test(path))
  const folders = ROOTS.flatMap((root) => KINDS.map((kind) => ({ kind, folder: `${root}/${kind}` }))).filter(
    ({ folder }) => tests.some((path) => path.startsWith(`${folder}/`)),
  )
  const elsewhere = tests.filter((path) => !folders.some(({ folder }) => path.startsWith(`${folder}/`)))
  if (folders.length > 0 && elsewhere.length === 0)
    return Object.fromEntries(
      folders.map(({ kind, folder }) => [
        kind,
        { value: { command: command(folder) }, why: [`${folder}/ holds them.`] },
      ]),
    )
  const why =
    tests.length > 0 ? [] : ["No test was found: the suite fails until there is one, because zero tests are no pass."]
  return { unit: { value: { command: command(undefined) }, why } }
}
