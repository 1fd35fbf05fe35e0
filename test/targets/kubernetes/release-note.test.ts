/** Shows what the cluster remembers: which revision serves, what was live before, and where a rollback goes. */
import { expect, it } from "vitest"
import {
  deploymentOf,
  LIVE,
  type Revision,
  revisionOf,
  revisionsOf,
  servingOf,
} from "../../../.dagger/lib/targets/kubernetes/release-note.js"
import type { ReplicaSet } from "../../../.dagger/lib/targets/kubernetes/shapes.js"
import type { Release } from "../../../.dagger/lib/targets/target.js"
import { release, template } from "./sample.js"

function replicaSet(revision: number, one: Release, available = 0, proven = false): ReplicaSet {
  const annotations = { "deployment.kubernetes.io/revision": String(revision) }
  const labels = proven ? { [LIVE]: "true" } : undefined
  return {
    kind: "ReplicaSet",
    metadata: { name: `shop-${revision}`, annotations, labels },
    spec: { template: template(one) },
    status: { availableReplicas: available },
  }
}

const [a, b, c] = [release("a"), release("b"), release("c")] as const
const read = (...sets: ReplicaSet[]) => revisionsOf(sets, "app", "production")
const digestOf = (revision: Revision | undefined) => revision?.deployment.image.digest

it("a revision is a deployment with all that it was released with, the newest one first", () => {
  const [newest, oldest] = read(replicaSet(1, a, 0, true), replicaSet(10, b, 2))

  expect(newest).toMatchObject({ number: 10, replicaSet: "shop-10", available: 2, proven: false })
  expect(oldest).toMatchObject({ proven: true, deployment: { ...a, id: "1", variables: { LOG_LEVEL: "INFO" } } })
})

it("an annotation proves nothing: those travel from one ReplicaSet to the next", () => {
  const one = replicaSet(2, b)
  one.metadata.annotations![LIVE] = "true"
  expect(read(one)[0]).toMatchObject({ proven: false })
})

it("half-way through a rollout, what has proven itself is what is live", () => {
  expect(digestOf(servingOf(read(replicaSet(1, a, 2, true), replicaSet(2, b, 1))))).toBe(a.image.digest)
  expect(digestOf(servingOf(read(replicaSet(1, a, 0, true), replicaSet(2, b, 2))))).toBe(b.image.digest)
  expect(digestOf(servingOf(read(replicaSet(1, a, 1), replicaSet(2, b, 2))))).toBe(b.image.digest)
  expect(servingOf(read(replicaSet(1, a, 0, true)))).toBeUndefined()
})

it("a recorded release is found again although its number has changed", () => {
  const revisions = read(replicaSet(3, a), replicaSet(2, b))
  expect(revisionOf(revisions, { ...a })?.number).toBe(3)
  expect(revisionOf(revisions, c)).toBeUndefined()
  expect(revisionOf(revisions, { ...a, run: "another" })).toBeUndefined()
})

it("of what somebody else deployed the image is known, and of a tag nothing", () => {
  const foreign = { spec: { containers: [{ name: "app", image: `host:5000/shop:v1@${a.image.digest}` }] } }
  expect(deploymentOf(foreign, "app", "staging")).toMatchObject({
    image: { repository: "host:5000/shop", digest: a.image.digest },
    run: "",
    version: "",
  })
  expect(
    deploymentOf({ spec: { containers: [{ name: "app", image: "shop:latest" }] } }, "app", "staging"),
  ).toBeUndefined()
  const broken = { ...foreign, metadata: { annotations: { "shipway/release": "{}" } } }
  expect(deploymentOf(broken, "app", "staging")).toMatchObject({ run: "" })
})
