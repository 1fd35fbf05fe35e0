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

it.each(languages)("%s calls functions that exist, one after the other", (_, path, apiName) => {
  const text = readFileSync(path, "utf8")
  const chains = [...text.matchAll(/dag\s*\.\s*shipway\(/gi)].map(({ index }) => chainAt(text.slice(index)))

  expect(chains).toHaveLength(4)
  for (const { methods } of chains) {
    let type = "Shipway"
    for (const method of methods.map(apiName)) {
      const found = new RegExp(`^ {2}${type}\\.${method}(?:\\(.*?\\))?: (\\w+)`, "m").exec(api)
      expect(found, `${path}: ${type}.${method}`).not.toBeNull()
      type = found![1]!
    }
  }
})

it.each(languages)("%s passes arguments that exist", (_, path, apiName) => {
  const text = readFileSync(path, "utf8")
  const passed = [...text.matchAll(/dag\s*\.\s*shipway\(/gi)].flatMap(({ index }) => chainAt(text.slice(index)).passed)

  expect(passed.length).toBeGreaterThan(3)
  for (const name of passed.map(apiName)) expect(api).toMatch(new RegExp(`^"Shipway(?=\\().*[( ]${name}\\??:`, "m"))
})

/** The arguments of the constructor and the methods called on what it makes. */
function chainAt(text: string): { passed: string[]; methods: string[] } {
  const open = text.indexOf("(")
  let depth = 0
  let end = open
  do {
    if (text[end] === "(") depth++
    if (text[end] === ")") depth--
    end++
  } while (depth > 0)
  const passed = text
    .slice(open + 1, end - 1)
    .replace(/dagger\.ShipwayOpts/, "")
    .replace(/[{}]/g, "")
    .split(",")
    .map((part) => part.trim().split(/[:=]/)[0]!.trim())
    .filter(Boolean)
  const rest = /^(?:\s*\.\s*\w+\([^()]*\))+/.exec(text.slice(end))?.[0] ?? ""
  return { passed, methods: [...rest.matchAll(/\.\s*(\w+)\(/g)].map(([, method]) => method!) }
}
