/** Shows what each word of Vercel's means, and that a word which is not known is an end and no success. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { z } from "zod"
import type { AliasRequest, Tree as Files } from "../../../.dagger/lib/targets/vercel/answers.js"
import { isMoving, judgeBuild, judgeMove } from "../../../.dagger/lib/targets/vercel/judge.js"
import {
  dockerfileIn,
  dockerfileOf,
  imageIn,
  isOf,
  metaOf,
  releaseIn,
} from "../../../.dagger/lib/targets/vercel/source.js"
import { release } from "../conformance/stage.js"

const shown = (readyState: string, more: object = {}) => ({
  id: "dpl_1",
  url: "h",
  readyState,
  createdAt: 1,
  meta: {},
  ...more,
})
type Tree = z.infer<typeof Files>
const KNOWN = ["QUEUED", "BUILDING", "INITIALIZING", "ANALYZING", "DEPLOYING", "READY", "CANCELED", "BLOCKED"]

describe("readyState", () => {
  it.each([
    ["QUEUED", "progressing"],
    ["BUILDING", "progressing"],
    ["INITIALIZING", "progressing"],
    ["ANALYZING", "progressing"],
    ["DEPLOYING", "progressing"],
    ["READY", "live"],
    ["ERROR", "failed"],
    ["BUILD_ERROR", "failed"],
    ["BLOCKED", "failed"],
    ["CANCELED", "superseded"],
  ])("%s is %s", (word, state) => expect(judgeBuild(shown(word)).state).toBe(state))

  it("is an end that nobody knows for every other word", () => {
    const others = fc.string().filter((word) => !KNOWN.includes(word) && !/(^|_)ERROR$/.test(word))
    fc.assert(fc.property(others, (word) => judgeBuild(shown(word)).state === "unknown"))
  })

  it("comes with what Vercel says of it", () => {
    const judged = judgeBuild(shown("ERROR", { errorCode: "BUILD_FAILED", errorMessage: "exit 1" }))
    expect(judged).toEqual({ state: "failed", reason: "ERROR, BUILD_FAILED: exit 1" })
  })
})

describe("the move of the domains", () => {
  const ours = (jobStatus: string, requestedAt = 2): AliasRequest => ({
    type: "promote",
    toDeploymentId: "dpl_2",
    requestedAt,
    jobStatus,
  })
  const before: AliasRequest = { type: "promote", toDeploymentId: "dpl_1", requestedAt: 1, jobStatus: "succeeded" }
  const wanted = { id: "dpl_2", type: "promote" as const, before }

  it.each([
    ["no request yet", undefined, "dpl_1", "progressing"],
    ["still the one before", before, "dpl_1", "progressing"],
    ["one older than that", { ...before, requestedAt: 0, toDeploymentId: "dpl_0" }, "dpl_1", "progressing"],
    ["pending", ours("pending"), "dpl_1", "progressing"],
    ["in-progress", ours("in-progress"), "dpl_2", "progressing"],
    ["succeeded, and the domain follows", ours("succeeded"), "dpl_2", "live"],
    ["succeeded, and the domain does not", ours("succeeded"), "dpl_1", "progressing"],
    ["succeeded, and the domain answers nothing", ours("succeeded"), undefined, "progressing"],
    ["failed", ours("failed"), "dpl_2", "failed"],
    ["skipped", ours("skipped"), "dpl_2", "failed"],
    ["no word of ours", ours("teleported"), "dpl_2", "unknown"],
    ["somebody else's since", { ...before, requestedAt: 3 }, "dpl_2", "superseded"],
    ["a rollback to it by somebody else", { ...ours("succeeded", 3), type: "rollback" }, "dpl_2", "superseded"],
  ])("%s", (_, request, serving, state) => expect(judgeMove({ request, serving }, wanted).state).toBe(state))

  it("is not over when the same move was made before, and only that is seen", () => {
    const again = { ...wanted, before: ours("succeeded") }
    expect(judgeMove({ request: ours("succeeded"), serving: "dpl_2" }, again).state).toBe("progressing")
    expect(judgeMove({ request: ours("succeeded", 3), serving: "dpl_2" }, again).state).toBe("live")
  })

  it("names the domains that did not follow", () => {
    const judged = judgeMove({ request: ours("failed"), serving: "dpl_1", stuck: "shop.example.org (failed)" }, wanted)
    expect(judged).toMatchObject({ reason: "the promote was failed; domains: shop.example.org (failed)" })
  })

  it.each([
    ["pending", true],
    ["in-progress", true],
    ["succeeded", false],
    ["skipped", false],
  ])("%s: under way %s", (word, moving) => expect(isMoving(ours(word))).toBe(moving))
})

describe("what is sent to be built", () => {
  const { image } = release(1)

  it("is one FROM of the digest, and is read back as that", () => {
    expect(dockerfileOf(image)).toBe(`FROM registry.example/shop@${image.digest}\n`)
    expect(imageIn(dockerfileOf(image))).toEqual({ repository: image.repository, digest: image.digest })
  })

  it.each([
    ["a tag", "FROM registry.example/shop:latest\n"],
    ["a layer on top", `${dockerfileOf(image)}RUN apt-get upgrade\n`],
    ["two images", `${dockerfileOf(image)}FROM other\n`],
    ["a short digest", "FROM shop@sha256:abc\n"],
    ["nothing", ""],
  ])("is not taken for ours with %s", (_, text) => expect(imageIn(text)).toBeUndefined())

  it("is found wherever it lies, and nowhere else", () => {
    const file = (name: string, uid: string) => ({ name, type: "file", uid })
    const folder = (children: Tree) => ({ name: "src", type: "directory", children })
    expect(dockerfileIn([folder([file("a", "1"), folder([file("Dockerfile.vercel", "2")])])])).toBe("2")
    expect(dockerfileIn([folder([file("Dockerfile", "1")])])).toBeUndefined()
  })

  it("carries its release, and another run's is not this one's", () => {
    const meta = metaOf(release(1))
    expect(releaseIn(meta)).toEqual(release(1))
    expect(isOf({ meta }, release(1))).toBe(true)
    expect(isOf({ meta }, release(1, "another"))).toBe(false)
    expect(isOf({ meta }, release(2, "run-1"))).toBe(false)
    expect(releaseIn({ githubCommitSha: "abc" })).toBeUndefined()
  })
})
