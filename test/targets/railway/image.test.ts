/** Shows how the image of a deployment is read back: a digest is known only where Railway says one, and says it once. */
import { expect, it } from "vitest"
import { imageOf } from "../../../.dagger/lib/targets/railway/image.js"

const DIGEST = `sha256:${"a".repeat(64)}`
const OTHER = `sha256:${"b".repeat(64)}`

it.each([
  ["embedded", { image: `ghcr.io/acme/shop@${DIGEST}` }, "ghcr.io/acme/shop", "", DIGEST],
  ["embedded behind a tag", { image: `ghcr.io/acme/shop:1.2@${DIGEST}` }, "ghcr.io/acme/shop", "1.2", DIGEST],
  ["beside it", { image: "ghcr.io/acme/shop:1.2", imageDigest: DIGEST }, "ghcr.io/acme/shop", "1.2", DIGEST],
  ["both, and equal", { image: `acme/shop@${DIGEST}`, imageDigest: DIGEST }, "acme/shop", "", DIGEST],
  ["both, and different", { image: `acme/shop@${DIGEST}`, imageDigest: OTHER }, "acme/shop", "", undefined],
  ["nowhere", { image: "acme/shop:latest" }, "acme/shop", "latest", undefined],
  ["null", { image: "acme/shop", imageDigest: null }, "acme/shop", "", undefined],
  ["no digest at all", { image: "acme/shop@sha256:abc" }, "acme/shop", "", undefined],
  ["behind a port", { image: `mirror:5000/shop@${DIGEST}` }, "mirror:5000/shop", "", DIGEST],
  ["behind a port and a tag", { image: `mirror:5000/shop:9@${DIGEST}` }, "mirror:5000/shop", "9", DIGEST],
])("the digest is %s", (_, meta, repository, tag, digest) => {
  expect(imageOf(meta)).toEqual({ repository, tag, digest })
})

it.each([[null], [undefined], [{}], [{ repo: "acme/shop" }], [{ image: "" }], [{ image: 7 }], ["text"]])(
  "%j is no image",
  (meta) => expect(imageOf(meta)).toBeUndefined(),
)
