// Turns a tar file into an OCI image layout of one layer: oci-layout.mjs TAR OUT; prints the manifest's digest.
import { createHash } from "node:crypto"
import { copyFileSync, createReadStream, mkdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"

const [tar, out] = process.argv.slice(2)
const blobs = join(out, "blobs/sha256")
mkdirSync(blobs, { recursive: true })

const layer = await addLayer(tar)
const config = addJson("application/vnd.oci.image.config.v1+json", {
  architecture: process.arch === "arm64" ? "arm64" : "amd64",
  os: "linux",
  config: { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
  rootfs: { type: "layers", diff_ids: [layer.digest] },
})
const manifest = addJson("application/vnd.oci.image.manifest.v1+json", {
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  config,
  layers: [layer],
})
writeFileSync(join(out, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }))
writeFileSync(join(out, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }))
console.log(manifest.digest)

async function addLayer(file) {
  const hash = createHash("sha256")
  await pipeline(createReadStream(file), hash)
  const hex = hash.digest("hex")
  copyFileSync(file, join(blobs, hex))
  return { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: `sha256:${hex}`, size: statSync(file).size }
}

function addJson(mediaType, value) {
  const text = JSON.stringify(value)
  const hex = createHash("sha256").update(text).digest("hex")
  writeFileSync(join(blobs, hex), text)
  return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) }
}
