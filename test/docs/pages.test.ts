/** Shows that the pages for users, operators and reviewers say what is so. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { TARGETS } from "../../.dagger/lib/targets/declarations.js"
import { Verdict } from "../../.dagger/src/names.js"
import { exitCodeOf } from "../../.dagger/lib/report/verdict.js"
import { callsIn, constructorArguments, unknownIn } from "./command-line.js"

const read = (path: string) => readFileSync(path, "utf8")
const below = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => pattern.test(path) && !path.includes("node_modules"))
    .map((path) => join(folder, path))
const root = readdirSync(".").filter((path) => path.endsWith(".md"))
const pages = [...root, ...below("docs", /\.md$/), ...below("examples", /\.md$/), "engine/README.md"]
const scripts = [...below("examples", /\.sh$/), ...below(".github", /\.yml$/), ...below("examples/ci", /\.yml$/)]

describe.each([...pages, ...scripts])("%s", (path) => {
  it("calls functions and flags that exist", () => {
    const calls = callsIn(read(path)).filter((call) => !/^(shipway-ci|--registry-password=hunter2|<)/.test(call))

    expect(calls.flatMap(unknownIn)).toEqual([])
  })

  it("links to files that exist", () => {
    const links = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!)

    expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([])
  })
})

it("the reader of commands finds what is not there", () => {
  expect(callsIn('dagger -m "$MODULE" call lnt --source=. --only black asert && x')).toHaveLength(1)
  expect(unknownIn("lnt asert")).toEqual(["lnt", "asert"])
  expect(unknownIn("--source=. lint --only black --onli=x assert --rerun y")).toEqual([
    "--source=.",
    "--onli=x",
    "--rerun",
    "y",
  ])
})

describe("docs/operations.md", () => {
  it("says what to do for each verdict, with its exit code", () => {
    const rows = [...read("docs/operations.md").matchAll(/^\| `([a-z-]+)` +\| (\d) +\| \S/gm)]

    expect(Object.fromEntries(rows.map(([, verdict, code]) => [verdict, Number(code)]))).toEqual(
      Object.fromEntries(Object.values(Verdict).map((verdict) => [verdict, exitCodeOf(verdict)])),
    )
  })

  it("names error codes that exist", () => {
    const codes = [...read("docs/operations.md").matchAll(/`([A-Z]+_?[A-Z]+)`/g)].map(([, code]) => code!)

    expect(codes).toContain("LOCK_HELD")
    expect(
      codes.filter(
        (code) => !/^(HTTPS?|NO)_PROXY$|^GOPROXY$/.test(code) && !read("docs/errors.md").includes(`| \`${code}\``),
      ),
    ).toEqual([])
  })

  it("is of the pinned Dagger version", () => {
    const { engineVersion } = JSON.parse(read("dagger.json")) as { engineVersion: string }

    expect(new Set(read("docs/operations.md").match(/0\.\d+\.\d+/g))).toEqual(new Set([engineVersion.slice(1)]))
  })
})

it("docs/coverage.md names paths that exist", () => {
  const paths = [...read("docs/coverage.md").matchAll(/`((?:\.?[\w-]+\/)[\w./-]+|[\w-]+\.(?:yaml|json))`/g)].map(
    ([, path]) => path!,
  )

  expect(paths.length).toBeGreaterThan(40)
  expect(paths.filter((path) => !existsSync(path))).toEqual([])
})

it("README says of each target what it was tried against", () => {
  const rows = [...read("README.md").matchAll(/^\| target `(\w+)` +\| (real|fake|in parts)/gm)].map(
    ([, target]) => target,
  )

  expect(rows.toSorted()).toEqual([...TARGETS].toSorted())
})

it(".env.example sets arguments that exist, and no secret in plain text", () => {
  const lines = read(".env.example").match(/^(?:# )?SHIPWAY_\w+=.*$/gm)!
  const known = constructorArguments.map((name) => `SHIPWAY_${name.toUpperCase()}`)

  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) {
    const [name, value] = line.replace(/^# /, "").split("=")
    expect(known).toContain(name)
    expect(value).toMatch(/^(env|file):\/\/|\.yaml$/)
  }
})

describe("what renovate keeps up to date", () => {
  const { customManagers } = JSON.parse(read("renovate.json")) as { customManagers: { matchStrings: string[] }[] }
  const marker = new RegExp(customManagers[0]!.matchStrings[0]!, "g")

  it.each([".dagger/lib/images.ts", ".dagger/lib/config/presets.ts", "scripts/lint-workflows.mjs"])(
    "finds the version below every marker of %s",
    (path) => {
      const text = read(path)
      const found = [...text.matchAll(marker)].map(({ groups }) => groups!)

      expect(found).toHaveLength(text.match(/renovate:/g)!.length)
      expect(found.filter(({ currentValue }) => !/^v?\d/.test(currentValue!) || currentValue === "latest")).toEqual([])
    },
  )

  it("has a marker for every image", () => {
    const text = read(".dagger/lib/images.ts")

    expect(text.match(/renovate:/g)).toHaveLength(text.match(/^ {2}\w+: "/gm)!.length)
  })
})
