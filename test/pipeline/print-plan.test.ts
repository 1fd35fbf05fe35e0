/** Shows what a person reads of a plan: waves, changes, where each step is declared, and the secrets that are missing. */
import { describe, expect, it } from "vitest"
import { loadWithPlaces } from "../../.dagger/lib/config/load.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { printPlan } from "../../.dagger/lib/pipeline/print-plan.js"
import { releasable, yamlOf } from "../config/config-text.js"

function printed(config: object, flags: string[] = [], uris: string[] = []): string {
  const loaded = loadWithPlaces(yamlOf(config), "shipway.yaml")
  return printPlan(plan(loaded.resolved, "release"), loaded, "shipway.yaml", { flags, uris })
}

const { image } = releasable
const withSecrets = {
  ...releasable,
  image: { ...image, repository: "registry.example/shop", username: "robot" },
  notify: { team: { kind: "slack" } },
}

describe("a printed plan", () => {
  it("shows waves, what each step changes and where it is declared, and what is left out", () => {
    const withoutLoad = { ...releasable, load: undefined }

    expect(printed({ ...withoutLoad, lint: { black: ["black"] } })).toMatchInlineSnapshot(`
      "Steps with one number run at the same time.
       1  lint                 changes nothing (lint, shipway.yaml:13)
          test                 changes nothing (tests, shipway.yaml:2)
          build                changes nothing (image, shipway.yaml:7)
       2  image                changes nothing (image, shipway.yaml:7)
       3  publish              changes the registry: pushes the image; latest moves to it after it has shipped (image, shipway.yaml:7)
       4  readiness production changes nothing (image, shipway.yaml:7)
          migrate staging      changes staging's database: the app's migrations (image.migrate, shipway.yaml:8)
       5  deploy staging       changes staging: serves the new image (image, shipway.yaml:7)
       6  smoke staging        changes nothing (probes, shipway.yaml:10)
       7  migrate production   changes production's database: the app's migrations (image.migrate, shipway.yaml:8)
       8  deploy production    changes production: serves the new image (image, shipway.yaml:7)
       9  verify production    changes nothing (probes, shipway.yaml:10)
      10  decide production    changes nothing (image, shipway.yaml:7)
      11  rollback production  changes production, if it was decided to go back: serves the release before this one (image, shipway.yaml:7)
          load staging         left out: the config has no load
          approval production  left out: the config has no approval
          bake production      left out: the config has no bake

      No step needs a secret."
    `)
  })

  it("names under each step the secrets it needs, and at the end what was not passed", () => {
    expect(printed(withSecrets)).toMatchInlineSnapshot(`
      "Steps with one number run at the same time.
       1  test                 changes nothing (tests, shipway.yaml:2)
          build                changes nothing (image, shipway.yaml:7)
       2  image                changes nothing (image, shipway.yaml:7)
       3  publish              changes the registry: pushes the image; latest moves to it after it has shipped (image, shipway.yaml:7)
                               needs --registry-password=env://REGISTRY_PASSWORD for robot at registry.example/shop: MISSING
       4  readiness production changes nothing (image, shipway.yaml:7)
                               needs --registry-password=env://REGISTRY_PASSWORD for robot at registry.example/shop: MISSING
          migrate staging      changes staging's database: the app's migrations (image.migrate, shipway.yaml:8)
       5  deploy staging       changes staging: serves the new image (image, shipway.yaml:7)
                               needs --registry-password=env://REGISTRY_PASSWORD for robot at registry.example/shop: MISSING
       6  smoke staging        changes nothing (probes, shipway.yaml:12)
       7  load staging         changes nothing (load, shipway.yaml:15)
       8  migrate production   changes production's database: the app's migrations (image.migrate, shipway.yaml:8)
       9  deploy production    changes production: serves the new image (image, shipway.yaml:7)
                               needs --registry-password=env://REGISTRY_PASSWORD for robot at registry.example/shop: MISSING
      10  verify production    changes nothing (probes, shipway.yaml:12)
      11  decide production    changes nothing (image, shipway.yaml:7)
      12  rollback production  changes production, if it was decided to go back: serves the release before this one (image, shipway.yaml:7)
                               needs --registry-password=env://REGISTRY_PASSWORD for robot at registry.example/shop: MISSING
          lint                 left out: the config has no lint
          approval production  left out: the config has no approval
          bake production      left out: the config has no bake
      Throughout the release:
                               needs --slack-webhook=env://SLACK_WEBHOOK for notifier team (slack): MISSING

      Missing: --registry-password=env://REGISTRY_PASSWORD --slack-webhook=env://SLACK_WEBHOOK
      Write the name of your own variable after env://; file:// works as well."
    `)
  })

  it("names the platform's credential and the secret variables of an environment, by flag or by URI", () => {
    const render = (more: object) => ({ target: "render", options: { service: "srv-1" }, ...more })
    const config = {
      ...withSecrets,
      notify: undefined,
      environments: {
        staging: render({ secrets: { DATABASE_URL: "env://STAGING_DB" } }),
        production: render({ token: "env://PRODUCTION_TOKEN", secrets: { DATABASE_URL: "env://PRODUCTION_DB" } }),
      },
    }
    const told = printed(config, ["registryPassword"], ["env://STAGING_DB"])

    expect(told.split("\n").filter((line) => line.includes("needs --") && !line.includes("registry")))
      .toMatchInlineSnapshot(`
      [
        "                         needs --secrets=env://PRODUCTION_TOKEN for production on render: MISSING",
        "                         needs --render-token=env://RENDER_TOKEN for staging on render: MISSING",
        "                         needs --secrets=env://STAGING_DB for DATABASE_URL of staging: passed",
        "                         needs --render-token=env://RENDER_TOKEN for staging on render: MISSING",
        "                         needs --secrets=env://STAGING_DB for DATABASE_URL of staging: passed",
        "                         needs --secrets=env://PRODUCTION_TOKEN for production on render: MISSING",
        "                         needs --secrets=env://PRODUCTION_DB for DATABASE_URL of production: MISSING",
        "                         needs --secrets=env://PRODUCTION_TOKEN for production on render: MISSING",
        "                         needs --secrets=env://PRODUCTION_DB for DATABASE_URL of production: MISSING",
        "                         needs --secrets=env://PRODUCTION_TOKEN for production on render: MISSING",
        "                         needs --secrets=env://PRODUCTION_DB for DATABASE_URL of production: MISSING",
      ]
    `)
    expect(told).toContain(
      "Missing: --secrets=env://PRODUCTION_TOKEN --render-token=env://RENDER_TOKEN --secrets=env://PRODUCTION_DB\n",
    )
  })

  const needsOf = (told: string) =>
    told
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("needs --"))
  const registry = "11111111-2222-3333-4444-555555555555"
  const railway = {
    target: "railway",
    options: {
      ...{ project: registry, environment: registry, service: registry },
      registry: { username: "robot", password: "env://PULL" },
    },
    token: "env://TOKEN",
  }

  it.each<[string, object, string[], { flags?: string[]; uris?: string[] }]>([
    [
      "the token of a journal in GitHub, with no notifier there",
      { ...releasable, journal: { kind: "github", repository: "acme/shop" } },
      ["needs --github-token=env://GITHUB_TOKEN for the journal in acme/shop: MISSING"],
      { flags: ["githubToken"] },
    ],
    [
      "the key that signs the image, and its password",
      {
        ...releasable,
        image: { ...image, repository: "registry.example/shop", sign: { key: "env://KEY", password: "env://WORD" } },
      },
      [
        "needs --secrets=env://KEY for image.sign.key: MISSING",
        "needs --secrets=env://WORD for image.sign.password: MISSING",
      ],
      { uris: ["env://KEY", "env://WORD"] },
    ],
    [
      "the secrets within a target's options, where they are used",
      { ...releasable, image: { repository: "registry.example/shop" }, environments: { staging: railway } },
      [
        "needs --secrets=env://TOKEN for staging on railway: MISSING",
        "needs --secrets=env://PULL for registry.password of staging: MISSING",
      ],
      { uris: ["env://TOKEN", "env://PULL"] },
    ],
  ])("names %s, and is content once it is passed", (_, config, needs, { flags, uris }) => {
    const told = printed(config)

    expect(needsOf(told)).toEqual(needs)
    expect(told).toContain(`\nMissing: ${needs.map((need) => need.split(" ")[1]).join(" ")}\n`)
    expect(printed(config, flags, uris)).toMatch(/\n\nEvery secret was passed\.$/)
  })

  it("says so when every secret was passed", () => {
    const told = printed(withSecrets, ["registryPassword", "slackWebhook"])

    expect(told).toContain("needs --slack-webhook=env://SLACK_WEBHOOK for notifier team (slack): passed")
    expect(told).toMatch(/\n\nEvery secret was passed\.$/)
    expect(told).not.toContain("MISSING")
  })
})
