/** Shows that every flag the code asks for must be declared and safe without, and that finding none is no yes. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { judgeFlags, namesIn } from "../../.dagger/lib/readiness/flags.js"

const on = { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" }
const file = (flags: object) => ({ path: "flags.json", text: JSON.stringify({ flags }) })
const asks = (...names: string[]) => new Map(names.map((name) => [name, ["shop.py"]]))

interface Row {
  name: string
  file: { path: string; text: string | undefined }
  references?: Map<string, string[]>
  defaults?: Map<string, string[]>
  status: string
  says: string
}

const table: Row[] = [
  { name: "all declared", file: file({ a: on }), status: "passed", says: "declared: a" },
  {
    name: "all declared and safe",
    file: file({ a: on }),
    defaults: asks("a"),
    status: "passed",
    says: "declared and safe without: a",
  },
  {
    name: "a flag more than asked for, and keys of others",
    file: file({ a: { ...on, targeting: {}, metadata: { team: "x" } }, b: on }),
    status: "passed",
    says: "a",
  },
  {
    name: "one that is disabled",
    file: file({ a: { ...on, state: "DISABLED" } }),
    status: "passed",
    says: "disabled, so that the code's default holds: a",
  },
  { name: "one missing", file: file({ b: on }), status: "failed", says: "a (shop.py) is not in flags.json" },
  {
    name: "a name that every object has",
    file: file({ b: on }),
    references: asks("constructor"),
    status: "failed",
    says: "constructor (shop.py) is not in flags.json",
  },
  {
    name: "no safe default",
    file: file({ a: on }),
    defaults: asks("b"),
    status: "failed",
    says: "a (shop.py) has no declared safe default",
  },
  {
    name: "a default variant that is none",
    file: file({ a: { ...on, defaultVariant: "of" } }),
    status: "failed",
    says: "a: its defaultVariant of is none of its variants",
  },
  {
    name: "no default variant",
    file: file({ a: { ...on, defaultVariant: undefined } }),
    status: "failed",
    says: "a: its defaultVariant (none)",
  },
  {
    name: "no file",
    file: { path: "flags.json", text: undefined },
    status: "failed",
    says: "no flags file flags.json",
  },
  {
    name: "a broken file",
    file: { path: "flags.json", text: '{"flags": {' },
    status: "inconclusive",
    says: "flags.json is no flags file",
  },
  { name: "an empty file", file: { path: "f", text: "" }, status: "inconclusive", says: "f is no flags file" },
  {
    name: "another shape",
    file: file({ a: { state: "ON", variants: {} } }),
    status: "inconclusive",
    says: "flags.a.state",
  },
  {
    name: "no reference in the code",
    file: file({ a: on }),
    references: new Map(),
    status: "inconclusive",
    says: "finds no flag in the code",
  },
]

describe("flags with", () => {
  it.each(table)("$name: $status", ({ file, references = asks("a"), defaults, status, says }) => {
    expect(judgeFlags({ file, references, defaults })).toMatchObject({
      status,
      summary: expect.stringContaining(says) as string,
    })
  })
})

it("finds each name once, with the files that it is in", () => {
  const files = [
    { path: "a.py", text: 'is_on("x") is_on("y")\nis_on("x")' },
    { path: "b.py", text: '  is_on("x")' },
  ]

  expect([...namesIn(files, 'is_on\\("([a-z]+)"\\)')]).toEqual([
    ["x", ["a.py", "b.py"]],
    ["y", ["a.py"]],
  ])
})

it("passes the sample, by the patterns of its own config", () => {
  const { flags } = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml").readiness
  const read = (path: string) => ({ path, text: readFileSync(`app/${path}`, "utf8") })
  const references = namesIn(
    ["roneira/api/upload.py", "roneira/chat/conversation.py", "roneira/flags.py"].map(read),
    flags!.references.pattern,
  )
  const defaults = namesIn(flags!.defaults!.files.map(read), flags!.defaults!.pattern)

  expect([...references.keys()]).toEqual(["pdf-upload", "chat-citations"])
  expect([...defaults.keys()]).toEqual(["chat-citations", "pdf-upload"])
  expect(judgeFlags({ file: read(flags!.file), references, defaults }).status).toBe("passed")
})
