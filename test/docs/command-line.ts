/** Owns reading `dagger … call …` lines, and the names that the module's API has for them. */
import { readFileSync } from "node:fs"

const api = readFileSync("test/__snapshots__/module-api.test.ts.snap", "utf8")
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
/** What Dagger's own types and command line add. */
const CORE = ["export", "up", "as-patch", "contents", "user"]

export const functions = new Set([
  ...[...api.matchAll(/^ {2}\w+\.(\w+)[(:]/gm)].map(([, name]) => kebab(name!)),
  ...CORE,
])
const core = new Map(["path", "ports"].map((flag) => [flag, true]))
/** Each function's flags, and whether a value may follow them; those of the constructor stand before any function. */
const flags = new Map<string, Map<string, boolean>>()
for (const [, name, declared] of api.matchAll(/^(?:"Shipway| {2}\w+\.(\w+))\((.*)\)/gm)) {
  const own = flags.get(kebab(name ?? "")) ?? new Map(core)
  for (const [, flag, type] of declared!.matchAll(/(?:^|, )(\w+)\??: (\[?\w+)/g))
    own.set(kebab(flag!), type !== "BOOLEAN_KIND")
  flags.set(kebab(name ?? ""), own)
}

export const constructorArguments = [.../^"Shipway\((.*)\)$/m.exec(api)![1]!.matchAll(/(?:^|, )(\w+)\??: /g)].map(
  ([, name]) => name!,
)

/** Every call in a text, in code blocks and in the middle of sentences. */
export function callsIn(text: string): string[] {
  return [...text.matchAll(/dagger(?: -[\w-]+(?:[= ]"?[\w$./-]+"?)?)* call ([^`|\n#]+)/g)].map(([, words]) =>
    words!.trim(),
  )
}

/** The words of a call that the module does not have, or not at that place. */
export function unknownIn(call: string): string[] {
  const words = call.split(/\s+(?:&&.*)?/).filter(Boolean)
  const unknown: string[] = []
  let called = ""
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const flag = /^--([\w-]+)(=.*)?$/.exec(word)
    if (!flag) {
      if (!functions.has(word)) unknown.push(word)
      called = word
      continue
    }
    const takesValue = (flags.get(called) ?? core).get(flag[1]!)
    if (takesValue === undefined) unknown.push(word)
    if (takesValue && flag[2] === undefined) index++
  }
  return unknown
}
