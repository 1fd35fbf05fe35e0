/** Owns the documents of a signature as cosign reads them: what is signed, and the manifest that carries it. Pure. */
import { createHash } from "node:crypto"
import type { Image } from "../targets/target.js"

const MANIFEST = "application/vnd.oci.image.manifest.v1+json"
const CONFIG = "application/vnd.oci.image.config.v1+json"
const PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json"
const SIGNATURE = "dev.cosignproject.cosign/signature"
const NEVER = "0001-01-01T00:00:00Z"

/** Red Hat's "simple signing": this digest, and where it is to be found. */
export function payloadOf({ repository, digest }: Image): string {
  const identity = { "docker-reference": repository }
  const image = { "docker-manifest-digest": digest }
  return JSON.stringify({ critical: { identity, image, type: "cosign container image signature" }, optional: null })
}

/** The tag under which cosign looks for it. */
export function signatureTag({ digest }: Image): string {
  return `${digest.replace(":", "-")}.sig`
}

export interface SignatureDocuments {
  config: string
  manifest: string
  /** Of the manifest: what a read-back must answer. */
  digest: string
}

export function signatureDocuments(payload: string, signature: string): SignatureDocuments {
  const rootfs = { type: "layers", diff_ids: [digestOf(payload)] }
  const config = JSON.stringify({
    architecture: "",
    created: NEVER,
    history: [{ created: NEVER }],
    os: "",
    rootfs,
    config: {},
  })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: described(CONFIG, config),
    layers: [{ ...described(PAYLOAD, payload), annotations: { [SIGNATURE]: signature } }],
  })
  return { config, manifest, digest: digestOf(manifest) }
}

export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`
}

function described(mediaType: string, text: string): { mediaType: string; size: number; digest: string } {
  return { mediaType, size: Buffer.byteLength(text), digest: digestOf(text) }
}
