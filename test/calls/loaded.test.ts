/**
 * Shows what every call pays for: Dagger loads all of .dagger/src, and reads it with all that TypeScript can follow from
 * there, in each container of each call.
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { expect, it } from "vitest"
import ts from "typescript"

const files = readdirSync(".dagger/src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join(".dagger/src", file))

/** What a file loads at run time as soon as it is loaded itself. */
function loads(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^(?:import|export)(?! type) [^]*?from "([^"]+)"$/gm)]
    .filter(([statement]) => !/^import \{(?:\s*type [^,}]+,?)+\s*\}/.test(statement))
    .map(([, from]) => from!.replace(/^#lib\/(.+)$/, "/.dagger/lib/$1.ts").replace(/^(\..+)\.js$/, "$1.ts"))
    .map((from) => (from.startsWith(".") ? normalize(join(dirname(file), from)) : from.replace(/^\//, "")))
}

function reached(from: readonly string[]): Set<string> {
  const all = new Set<string>()
  const waiting = [...from]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (all.has(file)) continue
    all.add(file)
    if (file.endsWith(".ts")) waiting.push(...loads(file))
  }
  return all
}

it("is the API, and next to nothing of what is behind it", () => {
  const all = [...reached(files)].filter((file) => !files.includes(file))

  expect(all.filter((file) => !file.endsWith(".ts"))).toEqual(["@dagger.io/dagger"])
  expect(all.filter((file) => file.startsWith(".dagger/lib")).length).toBeLessThan(10)
})

it("is read by the SDK's introspector without what is behind it", () => {
  const program = ts.createProgram(files, {
    experimentalDecorators: true,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    types: [],
  })
  const own = program.getSourceFiles().map(({ fileName }) => fileName)

  expect(own.filter((file) => /\.dagger\/lib|node_modules\/(zod|yaml|@rgrove)/.test(file))).toEqual([])
  expect(own.filter((file) => file.includes(".dagger/src")).length).toBe(files.length)
})

it("is used from behind by its names alone", () => {
  const lib = readdirSync(".dagger/lib", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"))
  const wrong = lib
    .map((file) => join(".dagger/lib", file))
    .flatMap((file) => loads(file).map((other) => `${file} uses ${other}`))
    .filter((use) => use.includes("uses .dagger/src/") && !use.endsWith("uses .dagger/src/names.ts"))

  expect(lib.length).toBeGreaterThan(300)
  expect(wrong).toEqual([])
})
