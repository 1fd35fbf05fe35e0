/** Pins the public API as the SDK's own introspector sees it: what a decorator silently drops or changes is a diff here. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { scan } from "../node_modules/@dagger.io/dagger/dist/src/module/introspector/index.js"
import { expect, it } from "vitest"
import { IGNORED } from "../.dagger/src/ignored.js"

const SOURCE = ".dagger/src"

/** The introspector takes core types from a file of this name, which the engine generates; npm ships their declarations. */
function clientStub(): string {
  const stub = join(mkdtempSync(join(tmpdir(), "shipway-api-")), "client.gen.ts")
  writeFileSync(stub, readFileSync("node_modules/@dagger.io/dagger/dist/src/api/client.gen.d.ts", "utf8"))
  return stub
}

interface Argument {
  name: string
  type?: { kind: string; name?: string; typeDef?: { name?: string; kind: string } }
  isOptional: boolean
  isNullable: boolean
  defaultValue?: unknown
  defaultPath?: string
  ignore?: string[]
  description: string
}

interface Described {
  name: string
  description: string
}

interface Method extends Described {
  returnType?: Argument["type"]
  arguments: Record<string, Argument>
  cache?: string
  isCheck?: boolean
}

interface Scanned {
  description: string
  objects: Record<
    string,
    Described & {
      _constructor?: Method
      methods: Record<string, Method>
      properties: Record<string, Described & { isExposed: boolean; type?: Argument["type"] }>
    }
  >
  enums: Record<string, Described & { values: Record<string, { value: string }> }>
}

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"))
const api = (await scan(
  [...files.map((file) => join(SOURCE, file)), clientStub()],
  "shipway",
  false,
)) as unknown as Scanned

function typeOf(type: Argument["type"]): string {
  return type?.typeDef ? `[${typeOf(type.typeDef)}]` : (type?.name ?? type?.kind ?? "?")
}

function argumentOf(argument: Argument): string {
  const value = argument.defaultValue === undefined ? "" : ` = ${JSON.stringify(argument.defaultValue)}`
  const path = argument.defaultPath === undefined ? "" : ` (default path ${argument.defaultPath})`
  const without = argument.ignore ? ` (${argument.ignore.length} patterns left out)` : ""
  return `${argument.name}${argument.isOptional ? "?" : ""}: ${typeOf(argument.type)}${value}${path}${without}`
}

it("has these objects, functions, fields, defaults and enums", () => {
  const objects = Object.values(api.objects).flatMap(({ name, _constructor, methods, properties }) => [
    `${name}(${Object.values(_constructor?.arguments ?? {})
      .map(argumentOf)
      .join(", ")})`,
    ...Object.values(methods).map(
      (method) =>
        `  ${name}.${method.name}(${Object.values(method.arguments).map(argumentOf).join(", ")}): ${typeOf(method.returnType)}${method.cache ? ` [cache ${method.cache}]` : ""}${method.isCheck ? " [check]" : ""}`,
    ),
    ...Object.values(properties)
      .filter(({ isExposed }) => isExposed)
      .map((field) => `  ${name}.${field.name}: ${typeOf(field.type)}`),
  ])
  const enums = Object.values(api.enums).map(
    ({ name, values }) =>
      `enum ${name} ${Object.values(values)
        .map(({ value }) => value)
        .join(" | ")}`,
  )

  expect([...objects, ...enums].join("\n")).toMatchSnapshot()
})

it("describes the module, every object, function, argument and field: the descriptions are the CLI's help", () => {
  const missing = Object.values(api.objects).flatMap(({ name, description, _constructor, methods, properties }) => [
    ...(description ? [] : [name]),
    ...[...Object.values(methods), ...(_constructor ? [_constructor] : [])].flatMap((method) => [
      ...(method.description || method === _constructor ? [] : [`${name}.${method.name}`]),
      // Returned objects are made by the module, not by a caller: their constructors are not in the help.
      ...Object.values(method === _constructor && name !== "Shipway" ? {} : method.arguments).flatMap((argument) =>
        argument.description ? [] : [`${name}.${method.name} --${argument.name}`],
      ),
    ]),
    ...Object.values(properties)
      .filter(({ isExposed, description }) => isExposed && !description)
      .map((field) => `${name}.${field.name}`),
  ])

  expect(missing).toEqual([])
  expect(api.description).toContain("Takes a containerised service from a commit to a verified release")
})

it("names nothing in a way that the command line or the SDK would break", () => {
  const names = Object.values(api.objects).flatMap(({ methods, properties }) => [
    ...Object.keys(methods),
    ...Object.values(properties)
      .filter(({ isExposed }) => isExposed)
      .map(({ name }) => name),
    ...Object.values(methods).flatMap((method) => Object.keys(method.arguments)),
  ])

  expect(names.filter((name) => ["sync", "id", "secret"].includes(name) || /\d/.test(name))).toEqual([])
})

it("leaves the same out of every repository", () => {
  const sources = Object.values(api.objects["Shipway"]!.methods).map((method) => method.arguments["source"])

  expect(sources.length).toBeGreaterThan(20)
  for (const source of sources) expect(source).toMatchObject({ defaultPath: "/", ignore: IGNORED })
})
