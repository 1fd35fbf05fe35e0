/** Shows how a release gets into manifests, which manifests take none, and that the sample's keep to good practice. */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type Manifest, readManifests, released } from "../../../.dagger/lib/targets/kubernetes/manifests.js"
import { jobName, migrationJob } from "../../../.dagger/lib/targets/kubernetes/migration-job.js"
import { deploymentOf } from "../../../.dagger/lib/targets/kubernetes/release-note.js"
import type { Template } from "../../../.dagger/lib/targets/kubernetes/shapes.js"
import { release, REPOSITORY } from "./sample.js"

const FOLDER = "app/deploy/k8s"
const sample = readManifests(
  FOLDER,
  Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(`${FOLDER}/${name}`, "utf8")])),
)
const wanted = { manifests: FOLDER, deployment: "roneira", container: "app", deadlineSeconds: 600 }
const AT = "2026-01-01T00:00:00Z"
const one = release("a")
const put = (manifests: readonly Manifest[], variables = {}, more = {}) =>
  released(manifests, { ...wanted, ...more }, one, variables, AT)

interface Spec {
  replicas: number
  strategy: unknown
  template: Template & { spec: { containers: Record<string, object | string>[] } & Record<string, unknown> }
}

const specOf = (manifests: readonly Manifest[]) =>
  manifests.find(({ kind }) => kind === "Deployment")!.spec as unknown as Spec
const containerOf = (manifests: readonly Manifest[]) =>
  specOf(manifests).template.spec.containers[0] as unknown as {
    image: string
    env: { name: string; value?: string; valueFrom?: object }[]
  } & Record<string, object>

describe("a release in the manifests", () => {
  it("is the image by digest, the variables, and a note that gives the deployment back", () => {
    const changed = put(sample, { LOG_LEVEL: "INFO" })

    expect(containerOf(changed).image).toBe(`${REPOSITORY}@${one.image.digest}`)
    expect(containerOf(changed).env).toEqual([...containerOf(sample).env, { name: "LOG_LEVEL", value: "INFO" }])
    expect(deploymentOf(specOf(changed).template, "app", "staging")).toEqual({
      ...one,
      environment: "staging",
      variables: { LOG_LEVEL: "INFO" },
      at: AT,
    })
  })

  it("changes nothing else, and not the manifests it was given", () => {
    const before = JSON.stringify(sample)
    const changed = put(sample, { LOG_LEVEL: "INFO" })
    expect(JSON.stringify(sample)).toBe(before)
    expect(changed.filter(({ kind }) => kind !== "Deployment")).toEqual(
      sample.filter(({ kind }) => kind !== "Deployment"),
    )
  })

  it("takes the place of a value, and never of a reference", () => {
    const plain = structuredClone(sample)
    containerOf(plain).env.push({ name: "LOG_LEVEL", value: "DEBUG" })
    expect(containerOf(put(plain, { LOG_LEVEL: "INFO" })).env.filter(({ name }) => name === "LOG_LEVEL")).toEqual([
      { name: "LOG_LEVEL", value: "INFO" },
    ])
    expect(() => put(sample, { DATABASE_URL: "postgres://elsewhere" })).toThrow(
      /DATABASE_URL is a reference in container app and a variable in the config/,
    )
  })

  it.each([
    ["another Deployment", { deployment: "shop" }, "no Deployment is named shop"],
    ["another container", { container: "web" }, "Deployment roneira has no container web"],
    [
      "a deadline before Kubernetes' own",
      { deadlineSeconds: 300 },
      "progressDeadlineSeconds (300) must be below the target's deadlineSeconds (300)",
    ],
  ])("has no place: %s", (_, more, problem) => {
    expect(() => put(sample, {}, more)).toThrow(problem)
  })

  it.each([
    ["replicas", 0, /nothing would serve/],
    ["revisionHistoryLimit", 0, /no way back/],
    ["paused", true, /is paused/],
  ])("has no way to serve with %s: %s", (key, value, problem) => {
    const changed = structuredClone(sample)
    changed.find(({ kind }) => kind === "Deployment")!.spec![key] = value
    expect(() => put(changed)).toThrow(problem)
  })
})

describe("reading manifests", () => {
  it("is as Kubernetes does it: octal numbers, yes and no, no times", () => {
    const text = "kind: X\nmetadata: {name: x}\nmode: 0440\non: yes\nat: 2026-01-01\nodd: 1:30\n---\n---\n"
    expect(readManifests("k8s", { "x.yaml": text })).toEqual([
      { kind: "X", metadata: { name: "x" }, mode: 0o440, true: true, at: "2026-01-01", odd: "1:30" },
    ])
  })

  it("tells every problem with its file", () => {
    const files = { "a.yaml": "kind: [", "b.yaml": "kind: X" }
    expect(() => readManifests("k8s", files)).toThrow(/MANIFESTS_INVALID[^]*a\.yaml: [^]*b\.yaml: a document without/)
    expect(() => readManifests("k8s", {})).toThrow("there is no .yaml file with a manifest in it")
  })
})

describe("the migration's Job", () => {
  const job = migrationJob(sample, wanted, "job-1", one.image, ["alembic", "upgrade", "head"], { LOG_LEVEL: "INFO" })
  const spec = job.spec as { backoffLimit: number; template: Template & { spec: { restartPolicy: string } } }
  const container = spec.template.spec.containers[0] as unknown as Record<string, unknown>

  it("is the pod of the Deployment with the new image and the command", () => {
    expect(container).toMatchObject({
      image: `${REPOSITORY}@${one.image.digest}`,
      command: ["alembic", "upgrade", "head"],
      securityContext: containerOf(sample).securityContext,
    })
    expect(container.env).toContainEqual(containerOf(sample).env[0])
    expect(spec).toMatchObject({ backoffLimit: 0, template: { spec: { restartPolicy: "Never" } } })
  })

  it("is neither probed nor reached as if it served", () => {
    for (const key of ["readinessProbe", "livenessProbe", "startupProbe", "lifecycle", "ports"])
      expect(container).not.toHaveProperty(key)
    expect(spec.template.metadata).toEqual({ labels: { "shipway/job": "job-1" } })
  })

  it("has one name for a run and an image, which Kubernetes takes", () => {
    expect(jobName("roneira", "1", one.image)).toBe(jobName("roneira", "1", one.image))
    expect(jobName("roneira", "2", one.image)).not.toBe(jobName("roneira", "1", one.image))
    expect(jobName("x".repeat(63), "1", one.image).length).toBeLessThanOrEqual(63)
  })
})

describe("the sample's manifests", () => {
  const { replicas, strategy, template } = specOf(sample)
  const container = containerOf(sample)

  it("never serve with fewer pods than before, and survive a drained node", () => {
    expect(replicas).toBeGreaterThan(1)
    expect(strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } })
    expect(sample.find(({ kind }) => kind === "PodDisruptionBudget")?.spec).toMatchObject({ maxUnavailable: 1 })
  })

  it("are asked whether they have started, are ready, and live", () => {
    expect(container.startupProbe).toMatchObject({ httpGet: { path: "/health" } })
    expect(container.readinessProbe).toMatchObject({ httpGet: { path: "/health/ready" } })
    expect(container.livenessProbe).toMatchObject({ httpGet: { path: "/health" } })
    expect(container.lifecycle).toMatchObject({ preStop: {} })
  })

  it("run as nobody in particular, and write nowhere but into memory", () => {
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    })
    expect(container.resources).toMatchObject({ requests: { cpu: "100m" }, limits: { memory: "512Mi" } })
    expect(template.spec.automountServiceAccountToken).toBe(false)
  })

  it("hold no secret, and select each other", () => {
    expect(sample.map(({ kind }) => kind)).not.toContain("Secret")
    for (const { name, value, valueFrom } of container.env) {
      expect(value, name).toBeUndefined()
      expect(valueFrom, name).toHaveProperty("secretKeyRef")
    }
    const labels = (template.metadata as unknown as { labels: object }).labels
    expect(sample.find(({ kind }) => kind === "Service")?.spec).toMatchObject({ selector: labels })
    expect(sample.find(({ kind }) => kind === "PodDisruptionBudget")?.spec).toMatchObject({
      selector: { matchLabels: labels },
    })
  })
})
