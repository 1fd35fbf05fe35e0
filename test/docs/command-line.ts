/** Owns reading `dagger … call …` lines, and the names that the module's API has for them. */
import { readFileSync } from "node:fs"

const api = readFileSync("test/__snapshots__/module-api.test.ts.snap", "utf8")
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
/** What Dagger's own types and command line add. */
const CORE = ["export", "up", "as-patch", "contents", "user"]
const CORE_FLAGS = ["path", "ports", "progress", "source"]

export const functions = new Set([
  ...[...api.matchAll(/^ {2}\w+\.(\w+)[(:]/gm)].map(([, name]) => kebab(name!)),
  ...CORE,
])
/** Each flag, and whether a value may follow it. */
const flags = new Map([
  ...[...api.matchAll(/[(,] ?(\w+)\??: (\[?\w+)/g)].map(
    ([, name, type]) => [kebab(name!), type !== "BOOLEAN_KIND"] as const,
  ),
  ...CORE_FLAGS.map((name) => [name, true] as const),
])

export const constructorArguments = [.../^"Shipway\((.*)\)$/m.exec(api)![1]!.matchAll(/(?:^|, )(\w+)\??: /g)].map(
  ([, name]) => name!,
)

/** Every call in a text, in code blocks and in the middle of sentences. */
export function callsIn(text: string): string[] {
  return [...text.matchAll(/dagger(?: -[\w-]+(?:[= ]"?[\w$./-]+"?)?)* call ([^`|\n#]+)/g)].map(([, words]) =>
    words!.trim(),
  )
}

/** The words of a call that the module does not have. */
export function unknownIn(call: string): string[] {
  const words = call.split(/\s+(?:&&.*)?/).filter(Boolean)
  const unknown: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const flag = /^--([\w-]+)(=.*)?$/.exec(word)
    if (!flag) {
      if (!functions.has(word)) unknown.push(word)
      continue
    }
    const takesValue = flags.get(flag[1]!)
    if (takesValue === undefined) unknown.push(word)
    if (takesValue && flag[2] === undefined) index++
  }
  return unknown
}
