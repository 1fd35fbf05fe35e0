/** Shows when a rollout counts as live, when as failed, and when it has to be looked at again. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Before, judge } from "../../../.dagger/lib/targets/kubernetes/judge.js"
import type { LiveDeployment, Pod } from "../../../.dagger/lib/targets/kubernetes/shapes.js"
import { type Revision, revisionsOf } from "../../../.dagger/lib/targets/kubernetes/release-note.js"
import type { Release } from "../../../.dagger/lib/targets/target.js"
import { deployment, digest, pod, release, REPOSITORY, template } from "./sample.js"

const wanted = release("a")
const good = [pod("shop-1", wanted), pod("shop-2", wanted)]

function judged(seen: LiveDeployment | undefined, pods: Pod[] = good, before?: Before, revisions: Revision[] = []) {
  return judge({ deployment: seen, pods, revisions }, { release: wanted, container: "app", before })
}

const progress = (status: string, reason: string, lastUpdateTime = "2026-01-01T10:00:00Z") => ({
  conditions: [{ type: "Progressing", status, reason, message: "it said", lastUpdateTime }],
})
const refused = (one: Release, message: string) =>
  revisionsOf(
    [
      {
        kind: "ReplicaSet",
        metadata: { name: "shop-1", annotations: { "deployment.kubernetes.io/revision": "1" } },
        spec: { template: template(one) },
        status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }] },
      },
    ],
    "app",
    "production",
  )

describe("pods that may not be created", () => {
  const none = deployment(wanted, {
    updatedReplicas: 0,
    conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota: of the rollout before" }],
  })
  it.each(["exceeded quota: small, requested: pods=1", "failed quota: small: must specify limits.cpu for: app"])(
    "fail the rollout when it is a quota: %s",
    (words) => {
      expect(judged(none, [], undefined, refused(wanted, `pods "x" is forbidden: ${words}`))).toMatchObject({
        state: "failed",
        reason: expect.stringMatching(/quota refuses its pods: .*small/) as string,
      })
    },
  )

  it("may pass otherwise, and another rollout's quota is not ours", () => {
    const waits = { state: "progressing", says: expect.stringMatching(/0 of 2/) as string }
    expect(judged(none, [], undefined, refused(wanted, "webhook down"))).toMatchObject(waits)
    expect(judged(none, [], undefined, refused(release("z"), "exceeded quota: small"))).toMatchObject(waits)
  })
})

it("is live when the controller has seen it, every replica is new and available, and every pod runs the digest", () => {
  expect(judged(deployment(wanted, progress("True", "NewReplicaSetAvailable")))).toEqual({ state: "live" })
})

describe("looks again", () => {
  it.each([
    ["the controller has not seen the change", deployment(wanted, { observedGeneration: 2 }), /has not seen/],
    ["there is no status at all", { ...deployment(wanted), status: undefined }, /has not seen/],
    ["some are not new", deployment(wanted, { updatedReplicas: 1 }), /1 of 2 pods are new/],
    ["old ones are still there", deployment(wanted, { replicas: 3 }), /1 old pods are still there/],
    ["some are not available", deployment(wanted, { availableReplicas: 0 }), /0 of 2 pods are available/],
  ])("while %s", (_, seen, says) => {
    expect(judged(seen)).toMatchObject({ state: "progressing", says: expect.stringMatching(says) as string })
  })

  it("and says why its pods wait", () => {
    const waiting = pod("shop-3", wanted, { ready: false, state: { waiting: { reason: "ImagePullBackOff" } } })
    expect(judged(deployment(wanted, { availableReplicas: 1 }), [...good, waiting])).toEqual({
      state: "progressing",
      says: "1 of 2 pods are available (ImagePullBackOff)",
    })
  })

  it("while a pod has not said which image it runs, and while none runs", () => {
    expect(judged(deployment(wanted), [good[0]!, pod("shop-2", wanted, { imageID: "" })])).toMatchObject({
      says: "shop-2 has not said which image it runs",
    })
    expect(judged(deployment(wanted), [])).toMatchObject({ state: "progressing", says: "none of its pods runs" })
  })

  it("while what the controller says is of the rollout before the change", () => {
    const stale = deployment(wanted, progress("False", "ProgressDeadlineExceeded"))
    expect(judged(stale, good, { generation: 2, progress: "2026-01-01T10:00:00Z" })).toMatchObject({
      state: "progressing",
    })
    expect(judged(stale, good, { generation: 2, progress: "2026-01-01T09:00:00Z" })).toMatchObject({ state: "failed" })
    expect(judged(stale)).toEqual({ state: "failed", reason: "ProgressDeadlineExceeded: it said" })
  })
})

describe("is over", () => {
  it.each([
    ["it was deleted", undefined, "superseded", /not there any more/],
    ["somebody set another image", deployment(release("b")), "superseded", /b{64} of run run-b/],
    ["another run set the same image", deployment(release("a", "other")), "superseded", /run other/],
    [
      "its image is a tag",
      deployment(wanted, {}, { template: { spec: { containers: [{ name: "app", image: "shop:1" }] } } }),
      "superseded",
      /no image by digest/,
    ],
    ["it is paused", deployment(wanted, {}, { paused: true }), "failed", /paused/],
    [
      "it is scaled to zero",
      deployment(wanted, { replicas: 0, updatedReplicas: 0, availableReplicas: 0 }, { replicas: 0 }),
      "failed",
      /scaled to zero/,
    ],
    ["its progress is nothing that is known", deployment(wanted, progress("Maybe", "")), "unknown", /Maybe/],
  ])("when %s", (_, seen, state, reason) => {
    expect(judged(seen)).toMatchObject({ state, reason: expect.stringMatching(reason) as string })
  })

  it("when a pod runs another image than the Deployment says", () => {
    const wrong = pod("shop-2", wanted, { imageID: `${REPOSITORY}@${digest("f")}` })
    expect(judged(deployment(wanted), [good[0]!, wrong])).toMatchObject({
      state: "failed",
      reason: `another image: shop-2 runs ${REPOSITORY}@${digest("f")}, not ${digest("a")}`,
    })
  })
})

it("takes the pod's own reference where the runtime names the image's config, and leaves out pods that end", () => {
  const config = pod("shop-1", wanted, { imageID: digest("c") })
  const ending = pod("shop-old", release("b"))
  ending.metadata.deletionTimestamp = "2026-01-01T10:00:00Z"
  expect(judged(deployment(wanted), [config, ending])).toEqual({ state: "live" })
  const other = { ...config, spec: pod("x", release("b")).spec }
  expect(judged(deployment(wanted), [other])).toMatchObject({ state: "failed" })
})

it("is never live unless every count says so", () => {
  const count = fc.integer({ min: 0, max: 3 })
  fc.assert(
    fc.property(count, count, count, count, (observedGeneration, replicas, updatedReplicas, availableReplicas) => {
      const seen = deployment(wanted, { observedGeneration, replicas, updatedReplicas, availableReplicas })
      const complete =
        observedGeneration >= 3 && updatedReplicas >= 2 && replicas <= updatedReplicas && availableReplicas >= 2
      expect(judged(seen).state === "live").toBe(complete)
    }),
  )
})
