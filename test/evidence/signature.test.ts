/** Shows that what is signed is the digest, that the script signs it with every key it says it takes, and refuses others. */
import { spawnSync } from "node:child_process"
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { digestOf, payloadOf, signatureDocuments, signatureTag } from "../../.dagger/lib/evidence/signature.js"

const image = { repository: "registry.example/shop", tag: "v1", digest: `sha256:${"a".repeat(64)}` }
const PASSWORD = "password-canary-3b9d"

function signed(pem: string, password?: string): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "shipway-sign-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, payload] = ["key", "payload.json"].map((name) => join(folder, name))
  writeFileSync(key!, pem)
  writeFileSync(payload!, payloadOf(image))
  const env = password === undefined ? {} : { SIGN_PASSWORD: password }
  return spawnSync(process.execPath, [".dagger/assets/sign.mjs", key!, payload!], { encoding: "utf8", env })
}

const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve }).privateKey
const pem = (key: ReturnType<typeof ec>, passphrase?: string) =>
  key.export({ type: "pkcs8", format: "pem", ...(passphrase ? { cipher: "aes-256-cbc", passphrase } : {}) }) as string

describe("signing", () => {
  it.each([
    ["without a password", undefined],
    ["with a password", PASSWORD],
  ])("with a key %s verifies with its public half, and with no other", (_, password) => {
    const key = ec("P-256")
    const { stdout, stderr } = signed(pem(key, password), password)
    const signature = Buffer.from(stdout, "base64")
    const payload = Buffer.from(payloadOf(image))

    expect(stderr).toBe("")
    expect(verify("sha256", payload, createPublicKey(key), signature)).toBe(true)
    expect(verify("sha256", payload, createPublicKey(ec("P-256")), signature)).toBe(false)
  })

  it.each([
    ["a wrong password", () => pem(ec("P-256"), "another"), PASSWORD, /cannot be opened with its password/],
    ["no password", () => pem(ec("P-256"), PASSWORD), undefined, /cannot be opened/],
    ["another curve", () => pem(ec("P-384")), undefined, /not an ECDSA key on P-256/],
    [
      "cosign's own format",
      () => "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nx",
      undefined,
      /make one with openssl/,
    ],
    ["no key", () => "hello", undefined, /cannot be opened: /],
  ])("is refused with %s, and says nothing of key or password", (_, key, password, words) => {
    const text = key()
    const { status, stdout, stderr } = signed(text, password)

    expect(status).toBe(1)
    expect(stdout).toBe("")
    expect(stderr).toMatch(words)
    expect(stderr).not.toContain(PASSWORD)
    expect(stderr).not.toContain(text.split("\n")[1] ?? "nothing")
  })
})

describe("the documents beside the image", () => {
  const payload = payloadOf(image)
  const { config, manifest, digest } = signatureDocuments(payload, "c2ln")

  it("say which digest was signed, and are found by it", () => {
    expect(JSON.parse(payload)).toMatchObject({ critical: { image: { "docker-manifest-digest": image.digest } } })
    expect(signatureTag(image)).toBe(`sha256-${"a".repeat(64)}.sig`)
  })

  it("name each other by digest and size", () => {
    const read = JSON.parse(manifest) as { config: object; layers: object[] }
    expect(digest).toBe(digestOf(manifest))
    expect(read.config).toMatchObject({ digest: digestOf(config), size: config.length })
    expect(read.layers).toEqual([
      {
        mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
        digest: digestOf(payload),
        size: payload.length,
        annotations: { "dev.cosignproject.cosign/signature": "c2ln" },
      },
    ])
  })
})
