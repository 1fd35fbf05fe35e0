/** Shows publishing to a registry that asks for a password, and that the password is nowhere to be seen. */
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import { dag } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { digestOf, payloadOf, signatureTag } from "../../.dagger/lib/evidence/signature.js"
import { attachSbom, listPackages } from "../../.dagger/lib/steps/sbom.js"
import { pushRemote } from "../../.dagger/lib/steps/publish.js"
import { signImage } from "../../.dagger/lib/steps/sign.js"
import { minimal, yamlOf } from "../config/config-text.js"
import { blobsWith } from "./layers.js"
import { guarded, PASSWORD as CANARY } from "./guarded-registry.js"
import { throughTunnel, useSession } from "./harness.js"

useSession()

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

const some = (count: number): boolean => count > 0

describe("what lies beside an image", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string

  it("is a list that names its packages, and a signature of its digest, in a registry that asks for a password", async () => {
    const registry = guarded()
    const password = dag.setSecret("registry-password", CANARY)
    const built = dag.container().from(IMAGES.python).withLabel("test", "beside")
    // Before the push: a registry that nobody asks for a while is ended, and what it held with it.
    const listed = await listPackages(built, "spdx-json", "sample")
    const renamed = await listPackages(built, "spdx-json", "renamed")
    const pushed = await pushRemote(built, config, "v4", password, registry)
    const access = { repository: pushed.repository, login: { username: "ci", password }, service: registry }

    await attachSbom(access, pushed, listed, "spdx-json")
    // Another list of the same image, as a newer syft would make it: beside the first, and it is the one that is read back.
    await attachSbom(access, pushed, renamed, "spdx-json")
    await signImage(access, pushed, { key: dag.setSecret("signing-key", pem) })

    expect(listed.packages).toEqual(expect.arrayContaining(["pip", "libc6"]))
    expect(listed.text).not.toContain(CANARY)
    const base = `${await throughTunnel(registry, 5000)}/v2/guarded`
    const authorization = `Basic ${Buffer.from(`ci:${CANARY}`).toString("base64")}`
    const headers = { authorization, accept: "application/vnd.oci.image.manifest.v1+json" }
    const get = async (path: string) => (await fetch(`${base}/${path}`, { headers })).text()
    const manifest = JSON.parse(await get(`manifests/${signatureTag(pushed)}`)) as {
      layers: { digest: string; annotations: Record<string, string> }[]
    }
    const [layer] = manifest.layers
    const payload = await get(`blobs/${layer!.digest}`)
    expect(payload).toBe(payloadOf(pushed))
    expect(digestOf(payload)).toBe(layer!.digest)
    const signature = Buffer.from(layer!.annotations["dev.cosignproject.cosign/signature"]!, "base64")
    expect(verify("sha256", Buffer.from(payload), createPublicKey(privateKey), signature)).toBe(true)

    const pulled = dag
      .container()
      .withRegistryAuth("localhost:5000", "ci", password)
      .from(`localhost:5000/guarded@${pushed.digest}`, { registryService: registry })
    const secrets = [CANARY, authorization.split(" ")[1]!, ...pem.split("\n").slice(1, -2)]
    const [labels, layers, ...leaked] = await blobsWith(pulled, ["beside", "Python Software Foundation", ...secrets])
    // The search finds what is there: a label in the config, a word in a layer.
    expect([labels, layers]).toEqual([expect.toSatisfy(some), expect.toSatisfy(some)])
    expect(leaked).toEqual(secrets.map(() => 0))
  })
})
