/** Shows that the consumer modules use only what the module's API has, by the names of their language. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"

const api = readFileSync("test/__snapshots__/module-api.test.ts.snap", "utf8")
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const lowerFirst = (name: string) => name[0]!.toLowerCase() + name.slice(1)

const languages: [string, string, (name: string) => string][] = [
  ["TypeScript", "examples/consumer-typescript/src/index.ts", (name) => name],
  ["Go", "examples/consumer-go/main.go", lowerFirst],
  // Python adds an underscore to its own keywords.
  ["Python", "examples/consumer-python/src/consumer_python/__init__.py", (name) => camel(name.replace(/_$/, ""))],
]

interface Link {
  method: string
  passed: string[]
}

it.each(languages)(
  "%s calls functions that exist, one after the other, with arguments that they have",
  (_, path, name) => {
    const text = readFileSync(path, "utf8")
    const chains = [...text.matchAll(/dag(?=\s*\.\s*shipway\()/gi)].map(({ index }) => chainAt(text.slice(index + 3)))

    expect(chains).toHaveLength(4)
    expect(
      chains.flat().filter(({ passed }) => passed.includes(path.endsWith(".go") ? "Source" : "source")),
    ).toHaveLength(4)
    for (const [first, ...rest] of chains) {
      expectArguments(/^"Shipway\((.*)\)$/m, first!, name)
      let type = "Shipway"
      for (const link of rest) {
        const declared = new RegExp(`^ {2}${type}\\.${name(link.method)}(?:\\((.*)\\))?: (\\w+)(?: \\[.*)?$`, "m")
        type = expectArguments(declared, link, name)[2]!
      }
    }
  },
)

function expectArguments(declared: RegExp, { method, passed }: Link, name: (name: string) => string): RegExpExecArray {
  const found = declared.exec(api)
  expect(found, method).not.toBeNull()
  for (const argument of passed.map(name)) expect(`, ${found![1]}`, method).toMatch(new RegExp(`, ${argument}\\??:`))
  return found!
}

/** What is called one after the other, and what is passed each time; Go's context and the names of its structs left out. */
function chainAt(text: string): Link[] {
  const links: Link[] = []
  for (let rest = text; ;) {
    const [call, method, passed] = /^\s*\.\s*(\w+)\(([^()]*)\)/.exec(rest) ?? []
    if (call === undefined) return links
    links.push({ method: method!, passed: argumentsIn(passed!) })
    rest = rest.slice(call.length)
  }
}

function argumentsIn(passed: string): string[] {
  return passed
    .replace(/\bctx\b|dagger\.\w+|[{}]/g, "")
    .split(",")
    .map((part) => part.trim().split(/[:=]/)[0]!.trim())
    .filter(Boolean)
}
