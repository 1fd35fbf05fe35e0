/** Shows what `init` proposes for each kind of repository, and that whatever is found, the proposal is a valid config. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { propose } from "../../.dagger/lib/init/propose.js"
import { isTelling, type Seen } from "../../.dagger/lib/init/seen.js"
import { writeProposal } from "../../.dagger/lib/init/write.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { repositories } from "./repositories.js"

function seen(files: Record<string, string>): Seen {
  const telling = Object.entries(files).filter(([path]) => isTelling(path))
  return { paths: Object.keys(files), texts: Object.fromEntries(telling) }
}

const proposed = (files: Record<string, string>) => writeProposal(propose(seen(files)))

describe.each(repositories)("a repository of $is", ({ files }) => {
  it("gets this config", () => {
    expect(proposed(files)).toMatchSnapshot()
  })

  it("gets a config that is valid, and a ci that has something to do where there is a language", () => {
    const config = loadConfig(proposed(files), "shipway.yaml")

    if (config.preset) expect(plan(config, "ci").steps.map(({ name }) => name)).toContain("test")
  })
})

describe("a proposal", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(...repositories.flatMap(({ files }) => Object.values(files))),
    fc.constantFrom(
      "EXPOSE 99999\n",
      "EXPOSE $PORT\nHEALTHCHECK CMD curl http://x/{a}\n",
      "services: 3\n",
      "jobs: [1]\n",
      "services: { a: { image: postgres, environment: [X] } }",
    ),
  )
  const path = fc.oneof(
    fc.constantFrom(
      ...repositories.flatMap(({ files }) => Object.keys(files)),
      "docker-compose.yml",
      "poetry.lock",
      "yarn.lock",
    ),
    fc.string({ minLength: 1, maxLength: 20 }),
  )

  it("is valid whatever is found", () => {
    fc.assert(
      fc.property(fc.dictionary(path, text, { maxKeys: 8 }), (files) => {
        const config = loadConfig(proposed(files), "shipway.yaml")

        expect(config.project).toMatch(/^[a-z]/)
        if (config.image) expect(config.probes).toHaveLength(1)
      }),
      { numRuns: 150 },
    )
  }, 30_000)

  it("never lets a name of the repository end a comment", () => {
    const files = {
      ".github/workflows/a.yml": 'jobs: { a: { steps: [{ run: "x\\u2028preset: ruby\\u0085lint: 1" }] } }',
    }

    expect(() => loadConfig(proposed(files), "shipway.yaml")).not.toThrow()
    expect(proposed(files)).toContain("#   x preset: ruby lint: 1")
  })
})
