/** Owns signing what was pushed, so that cosign verifies it: the key is opened in a container and nowhere else. */
import { dag, ReturnType, type Secret } from "@dagger.io/dagger"
import { failure, lastLines } from "../errors.js"
import { payloadOf, signatureDocuments, signatureTag } from "../evidence/signature.js"
import { asset } from "../exec/assets.js"
import { endOf } from "../exec/end-of.js"
import { regctl, type RegistryAccess, repositoryOf, runRegctl } from "../exec/regctl.js"
import { IMAGES } from "../images.js"
import type { Image } from "../targets/target.js"

export interface SigningKey {
  key: Secret
  password?: Secret | undefined
}

export async function signImage(access: RegistryAccess, image: Image, signing: SigningKey): Promise<void> {
  const payload = payloadOf(image)
  const documents = signatureDocuments(payload, await signatureOf(payload, signing))
  const repository = repositoryOf(access)
  const reference = `${repository}:${signatureTag(image)}`
  const client = await regctl(access)
  const what = "attach the signature to the image"
  for (const blob of [payload, documents.config]) await runRegctl(client, ["blob", "put", repository], what, blob)
  const put = ["manifest", "put", "--content-type", "application/vnd.oci.image.manifest.v1+json", reference]
  await runRegctl(client, put, what, documents.manifest)
  const read = (await runRegctl(client, ["image", "digest", reference], "read the signature back")).trim()
  if (read !== documents.digest)
    throw failure("DIGEST_MISMATCH", { reference, pushed: documents.digest, read: read || "nothing" })
}

async function signatureOf(payload: string, { key, password }: SigningKey): Promise<string> {
  const base = dag
    .container()
    .from(IMAGES.node)
    .withNewFile("/shipway/sign.mjs", asset("sign.mjs"))
    .withNewFile("/shipway/payload.json", payload)
    .withMountedSecret("/shipway/key", key)
    // The engine's cache does not see that a key was changed: it would hand out a signature of the old one.
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
  const unlocked = password ? base.withSecretVariable("SIGN_PASSWORD", password) : base
  const ran = unlocked.withExec(["node", "/shipway/sign.mjs", "/shipway/key", "/shipway/payload.json"], {
    expect: ReturnType.Any,
  })
  const { exitCode, stdout, stderr } = await endOf(ran)
  if (exitCode === 0 && stdout) return stdout
  throw failure("ATTACH_FAILED", { what: "sign with image.sign.key", reason: lastLines(stderr, 3) })
}
