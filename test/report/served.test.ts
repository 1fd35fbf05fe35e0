/** Shows what the last look at production proves: the platform's record and the service's own answer must agree. */
import { describe, expect, it } from "vitest"
import { type Served, servedBy } from "../../.dagger/lib/report/verdict.js"
import { deployment, previous } from "../rollback/situations.js"

const nothing: Served = { release: false, before: false, other: false }
const release = { ...nothing, release: true }
const before = { ...nothing, before: true }
const other = { ...nothing, other: true }

describe("the last look at production", () => {
  const asks = { path: "/version", version: "version", digest: "digest" }
  const versionOnly = { ...asks, digest: undefined }
  const wanted = { digest: "sha256:v2", version: "v2" }
  const seen = (digest: string | null, more: object = {}) => ({
    name: "production" as const,
    recordedDigest: digest,
    recordedRun: "run",
    answeredDigest: digest,
    answeredVersion: digest && digest.replace("sha256:", ""),
    url: null,
    problem: null,
    ...more,
  })

  it.each([
    ["the release", seen("sha256:v2"), asks, release],
    ["the release before", seen("sha256:v1"), asks, before],
    ["another release", seen("sha256:v3"), asks, other],
    ["nothing, although something served before", seen(null), asks, nothing],
    ["nobody to ask", undefined, asks, nothing],
    ["a look that failed", seen("sha256:v2", { problem: "status 500" }), asks, nothing],
    [
      "the release on record and another in the answer",
      seen("sha256:v2", { answeredDigest: "sha256:v1" }),
      asks,
      nothing,
    ],
    [
      "the release before on record and another in the answer",
      seen("sha256:v1", { answeredDigest: "sha256:v2" }),
      asks,
      nothing,
    ],
    ["another release on record alone", seen("sha256:v3", { answeredDigest: "sha256:v2" }), asks, nothing],
    ["no digest in the answer", seen("sha256:v2", { answeredDigest: null }), asks, nothing],
    ["only a version to ask for", seen("sha256:v2", { answeredDigest: null }), versionOnly, release],
    [
      "only a version to ask for, of the release before",
      seen("sha256:v1", { answeredDigest: null }),
      versionOnly,
      before,
    ],
    ["only a version to ask for, and another", seen("sha256:v2", { answeredVersion: "v1" }), versionOnly, nothing],
    ["only a version to ask for, and none", seen("sha256:v2", { answeredVersion: null }), versionOnly, nothing],
    [
      "no way to ask, the record alone",
      seen("sha256:v2", { answeredDigest: null, answeredVersion: null }),
      undefined,
      release,
    ],
  ])("with %s", (_, production, identity, expected) => {
    expect(servedBy(production, wanted, previous, identity)).toEqual(expected)
  })

  it("knows an empty production as what was before the first release alone", () => {
    expect(servedBy(seen(null), wanted, "first-release", asks)).toEqual(before)
    expect(servedBy(seen(null), wanted, "unread", asks)).toEqual(nothing)
    expect(servedBy(seen(null, { problem: "status 500" }), wanted, "first-release", asks)).toEqual(nothing)
  })

  it("is never a yes without a released digest", () => {
    expect(servedBy(seen(null), undefined, previous, undefined)).toEqual(nothing)
  })

  it("says both where the image is the same as before", () => {
    const same = deployment("v0", { image: { repository: "r", tag: "t", digest: "sha256:v2" } })

    expect(servedBy(seen("sha256:v2"), wanted, same, asks)).toEqual({ release: true, before: true, other: false })
  })
})
