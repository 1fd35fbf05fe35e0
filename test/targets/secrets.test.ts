/** Shows that what is missing is told before anything runs: by environment, flag and key, and all of it at once. */
import type { Secret } from "@dagger.io/dagger"
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { Context, Request } from "../../.dagger/lib/pipeline/context.js"
import { targetsOf } from "../../.dagger/lib/targets/index.js"
import { credential, passedSecrets, requireSecrets, secretVariables } from "../../.dagger/lib/targets/secrets.js"
import { minimal, yamlOf } from "../config/config-text.js"

const secret = (uri: string) =>
  ({ uri: () => Promise.resolve(uri), plaintext: () => Promise.resolve(`plain ${uri}`) }) as unknown as Secret

async function context(passed: Secret[], tokens: object = {}, scope = "release"): Promise<Context> {
  const environment = (more: object) => ({ target: "render", options: { service: "srv-abc" }, ...more })
  const environments = {
    staging: environment({ token: "env://STAGING_TOKEN", secrets: { DATABASE_URL: "env://STAGING_DB" } }),
    production: environment({ secrets: { DATABASE_URL: "env://DB", KEY: "file://key" } }),
  }
  const image = { repository: "registry.example/shop" }
  const config = loadConfig(yamlOf({ ...minimal, image, environments }), "shipway.yaml")
  const target = await targetsOf(config, { scope } as Request)
  return { config, target, secrets: passedSecrets(tokens, passed) } as unknown as Context
}

it("names everything that was not passed, and how to pass it", async () => {
  const error = await requireSecrets(await context([secret("env://DB")])).catch((error: Error) => error.message)

  expect(error).toBe(
    [
      "[SECRETS_MISSING] 4 secrets were not passed:",
      "  staging needs an API key for render (environments.staging.token, or the flag): --secrets=env://STAGING_TOKEN",
      "  staging needs DATABASE_URL (environments.staging.secrets.DATABASE_URL): --secrets=env://STAGING_DB",
      "  production needs an API key for render (environments.production.token, or the flag): --render-token=env://NAME_OF_YOUR_VARIABLE",
      "  production needs KEY (environments.production.secrets.KEY): --secrets=file://key",
      "Hint: Pass what is named above; nothing was changed. The value stays in your environment or file: a URI names it.",
    ].join("\n"),
  )
})

it("asks only for what one environment needs", async () => {
  const all = ["env://STAGING_TOKEN", "env://STAGING_DB"].map(secret)

  await expect(requireSecrets(await context(all), ["staging"])).resolves.toBeUndefined()
})

it("needs nothing for a rehearsal, whatever the config says", async () => {
  await expect(requireSecrets(await context([], {}, "rehearsal-1"))).resolves.toBeUndefined()
})

it("gives staging its own token, and production the flag's", async () => {
  const all = ["env://STAGING_TOKEN", "env://STAGING_DB", "env://DB", "file://key"].map(secret)
  const it = await context(all, { renderToken: secret("env://RENDER") })

  expect(await (await credential(it, "staging")).plaintext()).toBe("plain env://STAGING_TOKEN")
  expect(await (await credential(it, "production")).plaintext()).toBe("plain env://RENDER")
  expect(Object.keys(await secretVariables(it, "production"))).toEqual(["DATABASE_URL", "KEY"])
})
