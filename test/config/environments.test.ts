/** Shows environments on platforms: their options, their secrets, and what a slip in them reads like. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { minimal, yamlOf } from "./config-text.js"

const image = { repository: "registry.example/shop", migrate: ["alembic", "upgrade", "head"] }
const services = { db: { kind: "postgres", variable: "DATABASE_URL" } }
const render = { target: "render", options: { service: "srv-abc123" }, secrets: { DATABASE_URL: "env://PROD_DB" } }

function load(production: unknown, more: object = { image, services }) {
  return loadConfig(yamlOf({ ...minimal, ...more, environments: { production } }), "shipway.yaml")
}

function problems(production: unknown, more?: object): string {
  try {
    load(production, more)
    return "none"
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1, -1)
      .join("\n")
      .replaceAll(/^ {2}line \d+, column \d+: /gm, "")
  }
}

it("an environment is embedded unless it says otherwise", () => {
  const { staging, production } = load({ variables: { LOG_LEVEL: "INFO" } }).environments

  expect(staging).toMatchObject({ target: "local", options: {}, variables: {}, secrets: {} })
  expect(production).toMatchObject({ target: "local", variables: { LOG_LEVEL: "INFO" } })
})

it("a platform's options have its defaults filled in", () => {
  expect(load({ ...render, url: "https://shop.example/" }).environments.production).toMatchObject({
    target: "render",
    options: { service: "srv-abc123", endpoint: "https://api.render.com/v1", pollSeconds: 5 },
    secrets: { DATABASE_URL: "env://PROD_DB" },
    url: "https://shop.example",
  })
})

describe("a slip", () => {
  it.each([
    [
      "in the target's name",
      { ...render, target: "rendr" },
      'environments.production.target: there is no such target; did you mean render? (you wrote "rendr")',
    ],
    [
      "far from every target",
      { target: "mainframe" },
      /^environments\.production\.target: there is no such target; known: local, .*render/,
    ],
    [
      "in a key of the environment",
      { ...render, secretz: {} },
      "environments.production.secretz: unknown key; did you mean secrets?",
    ],
    [
      "in an option, among that target's own",
      { ...render, options: { service: "srv-abc123", pollSecnds: 5 } },
      "environments.production.options.pollSecnds: unknown key; did you mean pollSeconds?",
    ],
    [
      "options where the target has none",
      { options: { service: "srv-abc123" } },
      "environments.production.options: unknown key; known: target, variables",
    ],
    [
      "an option of the wrong form",
      { ...render, options: { service: "shop" } },
      `environments.production.options.service: a service's id: srv-…, as its page's address has it (you wrote "shop")`,
    ],
    [
      "no options",
      { target: "render", secrets: render.secrets },
      "environments.production.options: is missing: write a map of keys",
    ],
    [
      "a secret's value in place of its URI",
      { ...render, secrets: { DATABASE_URL: "hunter2" } },
      /^environments\.production\.secrets\.DATABASE_URL: a secret's URI, such as env:\/\/NAME, passed with --secrets/,
    ],
    ["a password in the url", { ...render, url: "https://me:pw@shop.example" }, /without a user or password in it/],
    [
      "no secret for the database that the engine migrates",
      { ...render, secrets: {} },
      "environments.production.secrets: image.migrate runs in the engine for render and needs the database: declare DATABASE_URL: env://NAME",
    ],
    [
      "a variable that is plain and secret",
      { ...render, variables: { DATABASE_URL: "x" } },
      "environments.production.secrets.DATABASE_URL: is among variables: as well; take one out",
    ],
    [
      "a placeholder that nobody fills",
      { ...render, variables: { V: "{verison}" } },
      "environments.production.variables.V: {verison} is not known; write {version}, {sha} or {digest}",
    ],
  ])("%s", (_, production, expected) => {
    if (typeof expected === "string") expect(problems(production)).toBe(expected)
    else expect(problems(production)).toMatch(expected)
  })

  it("no registry that the platform could pull from", () => {
    expect(problems(render, { image: { migrate: ["x"] }, services })).toBe(
      "environments.production.target: render pulls the image from a registry: declare image.repository",
    )
  })
})
