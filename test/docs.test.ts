/** Shows that the documents say what is so: commands, YAML, error codes, pinned versions. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { describe, expect, it } from "vitest"
import { SUITE_SECONDS, TOOL_SECONDS } from "../.dagger/lib/config/deadline-schema.js"
import { loadConfig } from "../.dagger/lib/config/load.js"
import { LATEST_STEP } from "../.dagger/lib/pipeline/latest.js"
import { plan } from "../.dagger/lib/pipeline/plan.js"
import { IMAGES } from "../.dagger/lib/images.js"
import { Verdict } from "../.dagger/src/names.js"
import { exitCodeOf } from "../.dagger/lib/report/verdict.js"
import { namesIn } from "../.dagger/lib/readiness/flags.js"
import { WINDOW_HOURS } from "../.dagger/lib/steps/audit-window.js"

interface Schema {
  properties: Record<string, { additionalProperties: Keys & { anyOf?: Keys[] } }>
}

interface Keys {
  properties?: object
}

const read = (path: string) => readFileSync(path, "utf8")
const readme = read("README.md")
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map((match) => match[1]!)
const manifest = (path: string) =>
  JSON.parse(read(path)) as {
    scripts?: Record<string, string>
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
  }

describe("README", () => {
  it("shows configs that are valid", () => {
    const configs = blocks("yaml")
    expect(configs.length).toBeGreaterThan(0)
    for (const config of configs) expect(() => loadConfig(config, "README.md")).not.toThrow()
  })

  it("names functions, flags and fields that exist", () => {
    const api = read("test/__snapshots__/module-api.test.ts.snap")
    const calls = blocks("sh")
      .join("")
      .matchAll(/^dagger call (.+)$/gm)
    const words = [...calls].flatMap((match) => match[1]!.split(/\s+/)).filter((word) => /^(--)?[a-z-]+$/.test(word))
    const core = ["export", "--path", "--ports", "up"]
    const values = ["black", "mypy", "unit", "report"]
    const camel = (word: string) =>
      word.replace(/^--/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const unknown = words.filter(
      (word) => !core.includes(word) && !values.includes(word) && !new RegExp(`[. (]${camel(word)}\\??[(:]`).test(api),
    )

    expect(words.length).toBeGreaterThan(8)
    expect(unknown).toEqual([])
  })

  it("names npm scripts that exist", () => {
    const { scripts } = manifest("package.json")
    expect(readme).toContain("npm start ")
    expect(readme).toContain("npm ci && npm test ")
    expect(scripts).toMatchObject({ start: "engine/with scripts/ship rehearse", test: "node scripts/test.mjs" })
  })

  it("shows a run with the very steps of this repository's plan, and the tag that moves behind them", () => {
    const rows = /^[✔–] (\S+(?: (?:staging|production))?) +(?:passed|skipped)/gm
    const shown = [...readme.matchAll(rows)].map((match) => match[1])

    const planned = plan(loadConfig(read("shipway.yaml"), "shipway.yaml"), "rehearse").steps.map(({ name }) => name)
    expect(shown).toEqual([...planned, LATEST_STEP.name])
  })

  it("links to files that exist", () => {
    for (const path of ["README.md", "CONTRIBUTING.md"])
      for (const [, target] of read(path).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
        expect(existsSync(target!), `${path}: ${target}`).toBe(true)
  })

  it("rehearses faults that the config declares", () => {
    const { faults } = loadConfig(read("shipway.yaml"), "shipway.yaml")
    const named = [...readme.matchAll(/--fault ([a-z-]+)/g)].map((match) => match[1]!)

    expect(named.length).toBeGreaterThan(0)
    for (const fault of named) expect(Object.keys(faults)).toContain(fault)
  })
})

it("docs/testing.md shows suites that are valid", () => {
  const [whole, split, tools] = [...read("docs/testing.md").matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!)

  expect(loadConfig(`project: shop\n${whole}`, "testing.md").tests).toHaveLength(2)
  expect(loadConfig(`project: shop\ntests:\n${split!.replaceAll(/^/gm, "  ")}`, "testing.md").tests[0]!.shards).toBe(4)
  expect(loadConfig(`project: shop\n${tools}`, "testing.md").lint.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([
    600, 900, 600, 600,
  ])
})

it("docs/testing.md names every key of suites, tools and audits, and the right defaults", () => {
  const text = read("docs/testing.md")
  const { properties } = JSON.parse(read("shipway.schema.json")) as Schema
  const keysOf = (section: string) => {
    const { anyOf, ...one } = properties[section]!.additionalProperties
    return (anyOf ?? [one]).flatMap(({ properties }) => Object.keys(properties ?? {}))
  }
  const keys = ["lint", "audit", "tests"].flatMap(keysOf)

  expect(keys).toContain("timeoutSeconds")
  expect([...new Set(keys)].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([])
  expect(text).toContain(`\`timeoutSeconds\` (${SUITE_SECONDS})`)
  expect(text).toContain(`\`timeoutSeconds\` of ${TOOL_SECONDS}`)
  expect(text).toContain(`at most ${WINDOW_HOURS} hours`)
})

describe("docs/rollback.md", () => {
  const page = read("docs/rollback.md")
  /** The members of a union of strings in the code. */
  const members = (name: string) => {
    const [, body] = new RegExp(`export type ${name} =([^]*?)\\n\\n`).exec(read(".dagger/lib/rollback/decision.ts"))!
    return [...body!.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]).toSorted()
  }
  /** The first column of the table that begins with this heading. */
  const column = (heading: string) => {
    const table = page.slice(page.search(new RegExp(`^\\| ${heading} +\\|`, "m"))).split("\n\n")[0]!
    return [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]).toSorted()
  }

  it("has one line for each rule, obstacle and verdict", () => {
    expect(column("rule")).toEqual(members("RuleName"))
    expect(column("obstacle")).toEqual(members("Obstacle"))
    expect(column("verdict")).toEqual(Object.values(Verdict).toSorted())
  })

  it("names the exit code of each verdict", () => {
    const codes = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d) /gm)].map(([, verdict, code]) => [verdict, Number(code)])

    expect(Object.fromEntries(codes)).toEqual(
      Object.fromEntries(Object.values(Verdict).map((verdict) => [verdict, exitCodeOf(verdict)])),
    )
  })

  it("shows the defaults", () => {
    const shown = /```yaml\n([^]*?)```/.exec(page)![1]!
    const config = (rest: string) => loadConfig(`project: shop\n${rest}`, "rollback.md")

    expect(shown).toContain("migrations:")
    expect(config(shown)).toEqual(config(""))
  })
})

it("docs/readiness.md shows declarations that are valid, and they are what it says", () => {
  const [alembic, sql, flags] = [...read("docs/readiness.md").matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text!)
  const rest =
    'project: shop\ntests: { unit: { command: [t, "{junit}"] } }\nimage: { migrate: [m] }\nservices: { db: { kind: postgres, variable: URL } }\n'
  const readinessOf = (text: string) => loadConfig(`${rest}${text}`, "readiness.md").readiness

  expect(readinessOf(alembic!).migrations).toMatchObject({ reader: ["alembic"], contracts: ["0042"] })
  expect(readinessOf(sql!).migrations!.reader[0]).toBe("sql")
  expect(
    namesIn([{ path: "a", text: 'if flags.is_on("pdf"):' }], readinessOf(flags!).flags!.references.pattern).size,
  ).toBe(1)
})

it("docs/observability.md shows bakes that are valid", () => {
  const bakes = [...read("docs/observability.md").matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!)

  expect(bakes).toHaveLength(2)
  for (const bake of bakes) expect(loadConfig(`project: shop\n${bake}`, "observability.md").bake).toBeDefined()
})

it("docs/errors.md has one entry per code of the catalogue, and no other", () => {
  const codes = [...read(".dagger/lib/errors.ts").matchAll(/^ {2}([A-Z_]+): \(/gm)].map((match) => match[1])
  const documented = [...read("docs/errors.md").matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1])

  expect(documented.toSorted()).toEqual(codes.toSorted())
})

describe("what is pinned", () => {
  it("is equal in the module and in development", () => {
    const { dependencies } = manifest(".dagger/package.json")
    const { devDependencies } = manifest("package.json")

    expect(devDependencies).toMatchObject(dependencies!)
  })

  it("is the Dagger version everywhere", () => {
    const { engineVersion } = JSON.parse(read("dagger.json")) as { engineVersion: string }

    expect(`v${manifest("package.json").devDependencies!["@dagger.io/dagger"]}`).toBe(engineVersion)
  })

  it.each(Object.entries(IMAGES))("is a version of %s, not a moving tag: %s", (_, reference) => {
    expect(reference).toMatch(/:[^:]*\d/)
    expect(reference).not.toMatch(/latest/)
  })

  it("is an exact version in every manifest of ours but typescript's, which must be a range (reference: EBUSY)", () => {
    for (const path of ["package.json", ".dagger/package.json"])
      for (const [name, version] of Object.entries({
        ...manifest(path).dependencies,
        ...manifest(path).devDependencies,
      }))
        expect(`${name}@${version}`).toMatch(name === "typescript" ? /@\^5\.9\.3$/ : /@\d+\.\d+\.\d+(-[\w.]+)?$/)
  })
})

describe("dependencies point one way (CONTRIBUTING)", () => {
  const PURE_READINESS = /^readiness\/(answer|flags|migration-verdict|notifiers|override|revisions|walk)\.ts$/
  /** What the config knows of a target; the target itself is above. */
  const DECLARATION = /^targets\/(declarations?|[a-z]+\/options)\.ts$/
  const sources = readdirSync(".dagger/lib", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  )
  /** What a file takes from others at run time; types leave no trace there. */
  const importsOf = (file: string) =>
    [...read(join(".dagger/lib", file)).matchAll(/^(?:import|export)(?! type) [^]*?from "([^"]+)"$/gm)]
      .filter(([statement]) => !/^import \{(?:\s*type [^,}]+,?)+\s*\}/.test(statement))
      .map(([, from]) =>
        from!.startsWith(".") ? normalize(join(dirname(file), from!)).replace(/\.js$/, ".ts") : from!,
      )

  it("pure rooms never use the engine", () => {
    const pure = sources.filter(
      (file) =>
        /^(config|evidence|notify|observability|report|probes|rollback)\/|^pipeline\/(definition|plan|run)\.ts$|^journal\/(entry|recall)\.ts$/.test(
          file,
        ) ||
        PURE_READINESS.test(file) ||
        DECLARATION.test(file),
    )
    const impure = pure.filter((file) => importsOf(file).includes("@dagger.io/dagger"))

    expect(pure.length).toBeGreaterThan(10)
    expect(impure).toEqual([])
  })

  it("no room uses one above it", () => {
    const upper: [RegExp, RegExp][] = [
      [
        /^(exec|evidence|observability|probes|services|config|report|rollback)\//,
        /^(steps|targets|calls|notify)\/|^pipeline\/flow/,
      ],
      [/^journal\//, /^(steps|targets|calls|notify)\/|^pipeline\/(flow|release)/],
      [/^notify\//, /^(steps|targets|calls|pipeline|services|report)\//],
      [/^readiness\//, /^(steps|calls)\/|^pipeline\/flow/],
      [/^targets\//, /^(steps|calls|readiness)\/|^pipeline\/flow/],
      [/^steps\//, /^calls\/|^pipeline\/(flow|plan)/],
      [/^pipeline\//, /^calls\//],
      [/^pipeline\/(definition|plan|run|outcome|context)\.ts/, /^(steps|targets|services)\//],
    ]
    const wrong = sources.flatMap((file) =>
      upper
        .filter(([room]) => room.test(file))
        .flatMap(([, above]) =>
          importsOf(file)
            .filter((other) => above.test(other) && !DECLARATION.test(other))
            .map((other) => `${file} uses ${other}`),
        ),
    )

    expect(wrong).toEqual([])
  })
})
