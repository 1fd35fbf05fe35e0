/** Shows the Kubernetes target against a real API server, scheduler and controllers; only the nodes are kwok's. */
import { dag } from "@dagger.io/dagger"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { kubernetes } from "../../.dagger/lib/targets/kubernetes/index.js"
import { digest, release } from "../targets/kubernetes/sample.js"
import { useSession } from "../engine/harness.js"
import { type Namespace, namespace, said, startCluster, TOKENS } from "./kubernetes-cluster.js"

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
    const images = await kubectl("get", "pods", "--output=jsonpath={.items[*].spec.containers[0].image}")
    expect(images.split(" ").every((image) => image.endsWith(b.image.digest))).toBe(true)
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
    expect(failed).toMatch(/previous log/)
    expect(await evidence(bad.run)).toEqual(["diagnosis.txt", "diff.txt"])
    expect(await kubernetes.current(context("x"), production)).toMatchObject(a)

    expect(
      await kubernetes.wayBack(context("x"), production, { ...a, environment: production, variables: {}, at: "" }),
    ).toMatchObject({ able: true })
    const [before] = await kubernetes.history(context("x"), production)
    expect(await kubernetes.rollback(context("x"), production, before!)).toMatchObject(a)
    expect(await kubernetes.current(context("x"), production)).toMatchObject(a)

    // The undo was kubectl's: what it restored must not be in the way of the next release.
    expect(await deploy(place, c)).toMatchObject(c)
    expect((await kubernetes.history(context("x"), production)).map(({ run }) => run)).toEqual([c.run, a.run])
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
      '{"spec":{"replicas":3}}',
    )

    const failed = await failing(deploy(place, b))
    expect(failed).toMatch(/\[PLATFORM_CALL\] kubernetes did not .*: conflict: argocd manages \.spec\.replicas/)
    expect(await kubernetes.current(place.context("x"), production)).toMatchObject(a)
    expect(await kubernetes.deploy(place.context(b.run, { forceConflicts: true }), production, b, {})).toMatchObject(b)
  })

  it("is refused when the quota leaves no room, with the quota's own words", async () => {
    const place = await namespace("quota")
    await place.kubectl("create", "quota", "small", "--hard=pods=1")
    expect(await failing(deploy(place))).toMatch(/the namespace's quota refuses its pods: .*exceeded quota: small/)
  })

  it("migrates with a Job, whose exit code counts", async () => {
    const { context } = await namespace("migration")
    const command = ["alembic", "upgrade", "head"]
    expect(await kubernetes.migrate(context("m"), production, a.image, command)).toMatchObject({ exitCode: 0 })
    expect(await kubernetes.migrate(context("m"), production, bad.image, command)).toMatchObject({ exitCode: 3 })
  })

  it("is told before it begins what the user may not do", async () => {
    const { context } = await namespace("limited")
    expect(await failing(kubernetes.check(context("x", {}, TOKENS.limited), production))).toMatch(
      /the kubeconfig's user may not .*patch deployments\.apps/,
    )
  })
})

it("a token is in none of what was said", async () => {
  const all = said("")
  expect(await dag.version()).not.toBe("")
  expect(all.length).toBeGreaterThan(500)
  for (const token of Object.values(TOKENS)) expect(all).not.toContain(token)
  expect(all).toContain(digest("a"))
})
