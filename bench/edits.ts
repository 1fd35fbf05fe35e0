/** Owns what each scenario changes: the same edit in the copy of each way, never the same text twice, taken back afterwards. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

export const SCENARIOS = ["cold", "warm", "line", "test", "config", "readme", "dependency"] as const
export type Scenario = (typeof SCENARIOS)[number]

export const TITLES: Record<Scenario, string> = {
  cold: "cold: no caches",
  warm: "warm, unchanged",
  line: "one line of the app",
  test: "one test",
  config: "only `shipway.yaml`",
  readme: "only `README.md`",
  dependency: "one dependency more",
}

type Change = (text: string, once: string) => string

const APPENDED: Change = (text, once) => `${text}# ${once}\n`

/** By path. `dependency` is made from the files that `dependency.ts` has locked. */
export function changesOf(scenario: Scenario, locked: Record<string, string>): Record<string, Change> {
  const none: Record<string, Change> = {}
  const changes: Record<Scenario, Record<string, Change>> = {
    cold: none,
    warm: none,
    line: { "app/roneira/chat/answers.py": (text, once) => text.replace(/^MAX_SENTENCES = 3$/m, `$&  # ${once}`) },
    // As black wants it after a function.
    test: { "app/tests/api/test_api.py": (text, once) => `${text}\n\n# ${once}\n` },
    config: { "shipway.yaml": APPENDED },
    readme: { "README.md": (text, once) => `${text}\n<!-- ${once} -->\n` },
    dependency: Object.fromEntries(
      Object.entries(locked).map(([path, text]) => [path, (_, once) => APPENDED(text, once)]),
    ),
  }
  return changes[scenario]
}

/** Returns how to take it back. */
export function edit(folder: string, changes: Record<string, Change>, once: string): () => void {
  const before = Object.keys(changes).map(
    (path) => [join(folder, path), readFileSync(join(folder, path), "utf8")] as const,
  )
  for (const [path, text] of before) {
    const after = Object.entries(changes).find(([name]) => join(folder, name) === path)![1](text, once)
    if (after === text) throw new Error(`the edit of ${path} changed nothing`)
    writeFileSync(path, after)
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text)
  }
}
