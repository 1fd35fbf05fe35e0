/** Shows publishing to a registry that asks for a password, and that the password is nowhere to be seen. */
import { dag, type Service } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/src/config/load.js"
import { IMAGES } from "../../.dagger/src/images.js"
import { pushRemote } from "../../.dagger/src/steps/publish.js"
import { minimal, yamlOf } from "../config/config-text.js"
import { useSession } from "./harness.js"

useSession()

const CANARY = "canary-7f3a"
/** bcrypt of the canary, the one form that the registry takes. */
const HTPASSWD = "ci:$2b$05$72WhNUvBcQYfbv2SBs7lNeRxD5vL8OCX1XpJeyqtmSQHtEwIG.YO2\n"

function guarded(): Service {
  return dag
    .container()
    .from(IMAGES.registry)
    .withNewFile("/auth/htpasswd", HTPASSWD)
    .withEnvVariable("REGISTRY_AUTH", "htpasswd")
    .withEnvVariable("REGISTRY_AUTH_HTPASSWD_REALM", "test")
    .withEnvVariable("REGISTRY_AUTH_HTPASSWD_PATH", "/auth/htpasswd")
    .withExposedPort(5000)
    .asService({ useEntrypoint: true })
}

const config = loadConfig(
  yamlOf({ ...minimal, image: { repository: "localhost:5000/guarded", username: "ci" } }),
  "shipway.yaml",
)
const image = () => dag.container().from(IMAGES.shell).withLabel("test", "publish")

describe("publish to a guarded registry", () => {
  it("pushes with the password, and what it pushed can be pulled by digest", async () => {
    const registry = guarded()
    const password = dag.setSecret("registry-password", CANARY)
    const pushed = await pushRemote(image(), config, "v1", password, registry)

    expect(pushed).toMatchObject({
      repository: "localhost:5000/guarded",
      tag: "v1",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    })
    const pulled = dag
      .container()
      .withRegistryAuth("localhost:5000", "ci", password)
      .from(`localhost:5000/guarded@${pushed.digest}`, { registryService: registry })
    expect(await pulled.label("test")).toBe("publish")
    expect(JSON.stringify(pushed)).not.toContain(CANARY)
  })

  it("fails with the wrong password, without saying it", async () => {
    const wrong = dag.setSecret("wrong-password", `${CANARY}-wrong`)
    const failed = await pushRemote(image(), config, "v2", wrong, guarded()).catch((error: unknown) => error as Error)

    expect(failed).toBeInstanceOf(Error)
    expect((failed as Error).message).toMatch(/401|unauthorized|authentication/i)
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain(CANARY)
  })

  it("asks for the password before anything is pushed", async () => {
    await expect(pushRemote(image(), config, "v3", undefined, guarded())).rejects.toThrow(
      "[CREDENTIAL_MISSING] pushing to localhost:5000/guarded as ci needs a credential",
    )
  })
})
