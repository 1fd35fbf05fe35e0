/** Shows the Kubernetes target against a real API server, scheduler and controllers; only the node runs nothing. */
import { dag } from "@dagger.io/dagger"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { kubernetes } from "../../.dagger/lib/targets/kubernetes/index.js"
import { digest, release } from "../targets/kubernetes/sample.js"
import { useSession } from "../engine/harness.js"
import { systemClock } from "../../.dagger/lib/exec/poll.js"
import { documentedRole, type Namespace, namespace, said, startCluster, TOKENS } from "./kubernetes-cluster.js"

useSession()

let stop: () => Promise<unknown>
beforeAll(async () => {
  stop = await startCluster()
}, 1_800_000)
afterAll(() => stop())

const production = "production"
const [a, b, c, bad, fake] = [
  release("a"),
  release("b"),
  release("c"),
  withDigest("bad", "sha256:bad" + "0".repeat(61)),
  withDigest("fake", "sha256:" + "fa4e".repeat(16)),
]

function withDigest(run: string, value: string) {
  const one = release("f", run)
  return { ...one, image: { ...one.image, digest: value } }
}

const deploy = ({ context }: Namespace, one = a) =>
  kubernetes.deploy(context(one.run), production, one, { LOG_LEVEL: "INFO" })
const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => "it did not fail",
    (error: Error) => said(error.message),
  )

describe.concurrent("a release to a cluster", () => {
  it("serves by digest, is adopted by a second attempt, and knows what came before", async () => {
    const place = await namespace("shipping")
    const { context, kubectl } = place
    expect(await kubernetes.current(context("a"), production)).toBeUndefined()
    expect(await deploy(place)).toMatchObject({ ...a, environment: production, variables: { LOG_LEVEL: "INFO" } })

    const before = await kubectl("get", "deployment", "roneira", "--output=jsonpath={.metadata.generation}")
    await deploy(place)
    expect(await kubectl("get", "deployment", "roneira", "--output=jsonpath={.metadata.generation}")).toBe(before)
    await deploy(place, b)

    expect(await kubernetes.current(context("b"), production)).toMatchObject(b)
    expect((await kubernetes.history(context("b"), production)).map(({ run }) => run)).toEqual([b.run, a.run])
    expect(await place.running()).toEqual([b.image.digest])
    expect(await kubernetes.check(context("b"), production)).toMatch(/^shipping on Kubernetes v1\./)

    await kubernetes.takeDown(context("b"), production)
    expect(await kubernetes.current(context("b"), production)).toBeUndefined()
    expect(await kubectl("get", "pods", "--output=name")).toBe("")
  })

  it("that gets stuck fails with the reason, leaves the old pods serving, and goes back by revision", async () => {
    const place = await namespace("stuck")
    const { context, evidence } = place
    await deploy(place)
    const failed = await failing(deploy(place, bad))

    expect(failed).toMatch(
      /\[NOT_SERVING\] kubernetes: production's Deployment roneira failed: ProgressDeadlineExceeded/,
    )
    expect(failed).toMatch(/Pod roneira-\S+: BackOff: Back-off restarting failed container/)
    expect(failed).toMatch(/the end of roneira-\S+'s previous log:\n\s+the last words of the previous container app/)
    expect(await evidence(bad.run)).toEqual(["diagnosis.txt", "diff.txt"])
    expect(await kubernetes.current(context("x"), production)).toMatchObject(a)

    expect(
      await kubernetes.wayBack(context("x"), production, { ...a, environment: production, variables: {}, at: "" }),
    ).toMatchObject({ able: true })
    const [before] = await kubernetes.history(context("x"), production)
    expect(await kubernetes.rollback(context("x"), production, before!)).toMatchObject(a)
    expect(await place.running()).toEqual([a.image.digest])
    expect(await kubernetes.current(context("x"), production)).toMatchObject(a)

    // The undo was kubectl's: what it restored must not be in the way of the next release.
    expect(await deploy(place, c)).toMatchObject(c)
    expect((await kubernetes.history(context("x"), production)).map(({ run }) => run)).toEqual([c.run, a.run])
  })

  it("ends at the target's own deadline when Kubernetes has not given up, with what the cluster says", async () => {
    const place = await namespace("late")
    await deploy(place)
    const context = place.context(bad.run)
    // Ten minutes pass with each look.
    let passed = 0
    context.clock = {
      now: () => Date.now() + passed,
      sleep: (ms) => systemClock.sleep(ms).then(() => void (passed += 600_000)),
    }
    const failed = await failing(kubernetes.deploy(context, production, bad, {}))
    expect(failed).toMatch(
      /did not get live in time: after 90 s it still says: 1 of 2 pods are new \(CrashLoopBackOff\)/,
    )
    expect(failed).toMatch(/BackOff: Back-off restarting failed container/)
    expect(await place.evidence(bad.run)).toEqual(["diagnosis.txt", "diff.txt"])
    expect(await kubernetes.current(place.context("x"), production)).toMatchObject(a)
  })

  it("that dies half-way is taken up by the same run, without a second rollout", async () => {
    const place = await namespace("crash")
    const { context, kubectl } = place
    const dying = context(a.run)
    dying.clock = { now: () => Date.now(), sleep: () => Promise.reject(new Error("killed")) }
    expect(await failing(kubernetes.deploy(dying, production, a, { LOG_LEVEL: "INFO" }))).toBe("killed")

    expect(await deploy(place)).toMatchObject(a)
    expect(await kubectl("get", "replicasets", "--output=name")).toMatch(/^replicaset\S+$/)
  })

  it("after an undo of which nothing was given back: a conflict, until the rollback is asked for again", async () => {
    const place = await namespace("undone")
    const before = await deploy(place)
    await deploy(place, b)
    await place.kubectl("rollout", "undo", "deployment/roneira")
    expect(await failing(deploy(place, c))).toMatch(/conflict: kubectl manages .*image/)

    expect(await kubernetes.rollback(place.context("r"), production, before)).toMatchObject(a)
    expect(await deploy(place, c)).toMatchObject(c)
    expect(await place.running()).toEqual([c.image.digest])
  })

  it("does not count pods that run another image", async () => {
    expect(await failing(deploy(await namespace("another"), fake))).toMatch(/roneira-\S+ runs \S+@sha256:0000/)
  })

  it("is refused when somebody else manages a field, and says who and which", async () => {
    const place = await namespace("conflict")
    await deploy(place)
    await place.kubectl(
      "patch",
      "deployment",
      "roneira",
      "--field-manager=argocd",
      "--patch",
      '{"spec":{"replicas":3,"revisionHistoryLimit":5}}',
    )
    await place.kubectl("scale", "deployment", "roneira", "--replicas=4")

    const failed = await failing(deploy(place, b))
    expect(failed).toMatch(
      /\[PLATFORM_CALL\] kubernetes did not compare the manifests.*: conflict: argocd manages \.spec\.revisionHistoryLimit; kubectl manages \.spec\.replicas\n/,
    )
    expect(await kubernetes.current(place.context("x"), production)).toMatchObject(a)
    expect(await kubernetes.deploy(place.context(b.run, { forceConflicts: true }), production, b, {})).toMatchObject(b)
  })

  it("is refused when a quota leaves no room or asks for a limit, with the quota's name; what served goes on", async () => {
    const place = await namespace("quota")
    await deploy(place)
    await place.kubectl("create", "quota", "small", "--hard=pods=2")
    expect(await failing(deploy(place, b))).toMatch(/the namespace's quota refuses its pods: .*exceeded quota: small/)
    await place.kubectl("delete", "quota", "small")
    await place.kubectl("create", "quota", "strict", "--hard=limits.cpu=9")
    expect(await failing(deploy(place, c))).toMatch(/refuses its pods: .*failed quota: strict: must specify limits.cpu/)
    expect(await kubernetes.current(place.context("x"), production)).toMatchObject(a)
    expect(await place.running()).toEqual([a.image.digest])
  })

  it("migrates with a Job, whose exit code counts", async () => {
    const { context } = await namespace("migration")
    const command = ["alembic", "upgrade", "head"]
    const output = "the last words of this container app"
    expect(await kubernetes.migrate(context("m"), production, a.image, command)).toEqual({ exitCode: 0, output })
    expect(await kubernetes.migrate(context("m"), production, bad.image, command)).toMatchObject({ exitCode: 3 })
  })

  it("is told before it begins what the user may not do", async () => {
    const { context } = await namespace("forbidden")
    expect(await failing(kubernetes.check(context("x", {}, TOKENS.limited), production))).toMatch(
      /the kubeconfig's user may not .*patch deployments\.apps/,
    )
    const nowhere = context("x", { namespace: "nowhere" })
    expect(await failing(kubernetes.check(nowhere, production))).toMatch(/namespaces "nowhere" not found/)
  })

  it("needs nothing but the Role of docs/targets.md", async () => {
    const place = await namespace("limited")
    await place.apply(await documentedRole())
    await place.kubectl("create", "rolebinding", "shipway", "--role=shipway", "--user=limited")
    const context = (run: string) => place.context(run, {}, TOKENS.limited)
    const as = (one: typeof a) => kubernetes.deploy(context(one.run), production, one, {})
    expect(await kubernetes.check(context("x"), production)).toMatch(/^limited on Kubernetes v1\./)
    expect(await kubernetes.migrate(context("m"), production, bad.image, ["migrate"])).toMatchObject({ exitCode: 3 })
    expect(await kubernetes.migrate(context("m"), production, bad.image, ["migrate"])).toMatchObject({ exitCode: 3 })

    const before = await as(a)
    await as(b)
    expect(await kubernetes.rollback(context("r"), production, before)).toMatchObject(a)
    expect(await place.running()).toEqual([a.image.digest])
    expect(await kubernetes.current(context("x"), production)).toMatchObject(a)
    await kubernetes.takeDown(context("x"), production)
    // The migration's Job stays for a day.
    expect(await place.kubectl("get", "pods", "--output=name")).toMatch(/^pod\/roneira-migrate-\S+$/)
  })
})

it("a token is in none of what was said", async () => {
  const all = said("")
  expect(await dag.version()).not.toBe("")
  expect(all.length).toBeGreaterThan(500)
  for (const token of Object.values(TOKENS)) expect(all).not.toContain(token)
  expect(all).toContain(digest("a"))
})
