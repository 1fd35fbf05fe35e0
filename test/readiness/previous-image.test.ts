/** Shows when the previous image counts as there: only when the registry names the very digest. */
import { expect, it } from "vitest"
import { judgeManifest } from "../../.dagger/lib/readiness/previous-image.js"

const digest = `sha256:${"a".repeat(64)}`
const image = { repository: "ghcr.io/team/shop", tag: "v1", digest }

it.each([
  ["there", image, { found: "present", digest } as const, "passed", "is there"],
  [
    "another",
    image,
    { found: "present", digest: `sha256:${"b".repeat(64)}` } as const,
    "failed",
    "answers with sha256:b",
  ],
  ["gone", image, { found: "absent" } as const, "failed", "is gone from the registry"],
  ["unknown", image, { found: "unknown", reason: "status 503" } as const, "inconclusive", "status 503"],
  ["a tag", { ...image, digest: "v1" }, { found: "present", digest: "v1" } as const, "failed", "is no digest"],
])("an image that is %s", (_, asked, manifest, status, says) => {
  expect(judgeManifest(asked, manifest)).toMatchObject({ status, summary: expect.stringContaining(says) as string })
})
