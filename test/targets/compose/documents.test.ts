/** Shows that what the documents and the sample say of a Docker host is so. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { parse } from "yaml"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import { RECORD_LABEL } from "../../../.dagger/lib/targets/compose/labels.js"
import { composeDeclaration } from "../../../.dagger/lib/targets/compose/options.js"
import { KEPT } from "../../../.dagger/lib/targets/compose/records.js"
import { minimal, yamlOf } from "../../config/config-text.js"

const sectionOf = (path: string, title: string) =>
  readFileSync(path, "utf8")
    .split(/^## /m)
    .find((section) => section.startsWith(title))!

it("docs/targets.md shows an environment that is valid, with every option", () => {
  const [, shown] = /```yaml\n([^]*?)```/.exec(sectionOf("docs/targets.md", "Compose"))!
  const config = yamlOf({ ...minimal, project: "roneira", image: { repository: "registry.example/roneira" } }) + shown!
  const { production } = loadConfig(config, "targets.md").environments

  expect(Object.keys(production.options).toSorted()).toEqual(Object.keys(composeDeclaration.options.shape).toSorted())
})

it("the documents say how many releases are kept, and by which label they are found", () => {
  const pages = [sectionOf("docs/targets.md", "Compose"), sectionOf("docs/operations.md", "When Shipway itself")]

  expect(KEPT).toBe(10)
  for (const page of pages) {
    expect(page).toContain("the last ten")
    expect(page).toContain(`label=${RECORD_LABEL}`)
  }
})

interface Compose {
  services: Record<
    string,
    { image: string; healthcheck?: object; environment?: Record<string, string>; ports?: string[] }
  >
}

it("the sample's Compose file has the services and variables that the sample's config declares", () => {
  const config = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml")
  const { app, ...others } = (parse(readFileSync("app/deploy/compose.yaml", "utf8")) as Compose).services

  expect(Object.keys(others).toSorted()).toEqual(config.services.map(({ name }) => name).toSorted())
  for (const service of Object.values(others)) expect(service.healthcheck).toBeDefined()
  for (const { variable } of config.services) expect(app!.environment).toHaveProperty([variable])
  expect(app!.ports).toEqual([`\${PUBLISHED_PORT:-8000}:${config.image!.port}`])
})
