/** Shows that what the pages on journal, load, supply chain and targets tell people to write is valid, and complete. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { JOURNALS } from "../../.dagger/lib/config/journal-schema.js"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { BEAT_SECONDS, STALE_SECONDS } from "../../.dagger/lib/journal/github/index.js"
import { declarations, TARGETS } from "../../.dagger/lib/targets/declarations.js"

const read = (path: string) => readFileSync(path, "utf8")
const yamlOf = (path: string) => [...read(path).matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!)
const rest = 'project: shop\ntests: { unit: { command: [t, "{junit}"] } }\n'

it("docs/journal.md shows a journal that is valid, names all kinds and the real times", () => {
  const text = read("docs/journal.md")
  expect(loadConfig(`${rest}${yamlOf("docs/journal.md")[0]}`, "journal.md").journal.kind).toBe("github")

  const kinds = [...text.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, kind]) => kind)
  expect(kinds).toEqual(JOURNALS)
  expect(text).toContain(`every ${BEAT_SECONDS} s; ${STALE_SECONDS} s after`)
})

it("docs/load.md shows loads that are valid", () => {
  const loads = yamlOf("docs/load.md")

  expect(loads.map((text) => loadConfig(`${rest}${text}`, "load.md").load!.scenarios.length)).toEqual([1, 2])
})

it("docs/supply-chain.md shows a declaration that is valid, and is what it says", () => {
  const [block] = yamlOf("docs/supply-chain.md")
  expect(loadConfig(`${rest}${block}`, "supply-chain.md").image).toMatchObject({
    sbom: "spdx-json",
    sign: { key: "env://SIGNING_KEY" },
  })
})

describe("docs/targets.md", () => {
  const page = read("docs/targets.md")
  const image = "image: { repository: registry.example/shop, migrate: [migrate] }"
  const services = "services: { db: { kind: postgres, variable: DATABASE_URL } }"

  it("shows environments that are valid", () => {
    // The rest is Kubernetes' own.
    const shown = yamlOf("docs/targets.md").filter((text) => text.startsWith("environments:"))

    expect(shown).toHaveLength(TARGETS.length - 1)
    for (const yaml of shown)
      expect(() => loadConfig(`project: shop\n${image}\n${services}\n${yaml}`, "targets.md")).not.toThrow()
  })

  it("names every target and every one of its options", () => {
    for (const { name, options } of Object.values(declarations)) {
      expect(page).toContain(`| \`${name}\` `)
      for (const option of Object.keys(options.shape)) expect(page, name).toContain(`\`${option}\``)
    }
  })
})
