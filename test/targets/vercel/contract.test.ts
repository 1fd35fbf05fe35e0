/** Shows that the stand-in answers as Vercel's own client wants it, and that our requests are the ones that client sends. */
import type { Secret } from "@dagger.io/dagger"
import { Vercel } from "@vercel/sdk"
import { CreateDeploymentRequest$outboundSchema } from "@vercel/sdk/models/responsebodyimages.js"
import { expect, it, onTestFinished, vi } from "vitest"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import { failedAliases, vercelOf } from "../../../.dagger/lib/targets/vercel/api.js"
import { bodyOf } from "../../../.dagger/lib/targets/vercel/deploy.js"
import { vercel } from "../../../.dagger/lib/targets/vercel/index.js"
import { minimal, yamlOf } from "../../config/config-text.js"
import { release, REPOSITORY } from "../conformance/stage.js"
import type { Heard } from "../fake-platform.js"
import { type FakeVercel, fakeVercel } from "./fake.js"
import { PROJECT } from "./shapes.js"

// The client brings a schema for each of Vercel's operations: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 })

async function started(): Promise<FakeVercel> {
  const it = await fakeVercel()
  onTestFinished(() => it.close())
  return it
}

const body = bodyOf({ id: PROJECT.id, name: PROJECT.name, alias: [] }, release(1), { LOG_LEVEL: "INFO" })
const teamId = PROJECT.account
const projectId = PROJECT.id
/** Names and ids are alike to Vercel; so are its two versions of the rollback's path. */
const kind = ({ method, path }: Heard) =>
  `${method} ${path
    .replace(PROJECT.domain, "ID")
    .replace(/dpl_\d+/, "ID")
    .replace(`projects/${PROJECT.name}`, `projects/${projectId}`)}`

/** Every operation through the vendor's client, which parses each answer with the vendor's schema. */
async function throughTheClient(it: FakeVercel): Promise<void> {
  const client = new Vercel({ bearerToken: "x", serverURL: it.fake.endpoint })
  const { id } = await client.deployments.createDeployment({ teamId, requestBody: body as never })
  for (let look = 0; look < 5; look++) await client.deployments.getDeployment({ idOrUrl: id, teamId })
  await client.deployments.getDeployments({ projectId, target: "production", limit: 100, teamId })
  await client.projects.requestPromote({ projectId, deploymentId: id, teamId })
  for (let look = 0; look < 3; look++) await client.projects.getProject({ idOrName: PROJECT.name, teamId })
  await client.projects.requestRollback({ projectId, deploymentId: id, teamId })
  await client.projects.getProject({ idOrName: PROJECT.name, teamId })
  it.state.move = "failed"
  await client.projects.listPromoteAliases({ projectId, failedOnly: true, teamId })
  await client.deployments.listDeploymentFiles({ id, teamId })
  await client.deployments.getDeploymentFileContents({ id, fileId: "file-1", teamId })
  await client.deployments.getDeploymentEvents({ idOrUrl: id, direction: "backward", limit: 100, builds: 1, teamId })
  await client.deployments.cancelDeployment({ id, teamId })
  await client.deployments.deleteDeployment({ id, teamId })
}

/** Every operation through the target. */
async function throughTheTarget(it: FakeVercel): Promise<void> {
  const image = { repository: REPOSITORY }
  const environments = { production: it.environment }
  const config = loadConfig(yamlOf({ ...minimal, image, environments }), "shipway.yaml")
  const token = { plaintext: () => Promise.resolve("x") } as unknown as Secret
  const context = {
    config,
    clock: it.clock,
    secrets: { tokens: { vercelToken: token }, named: () => Promise.resolve(new Map()) },
    target: () => vercel,
    announce: () => {},
    ...it.attempt(undefined).parts,
  } as unknown as Context
  const first = await vercel.deploy(context, "production", release(1), {})
  await vercel.deploy(context, "production", release(2), {})
  await vercel.rollback(context, "production", first)
  await failedAliases(vercelOf(context, "production"), "promote", { id: projectId, name: PROJECT.name, alias: [] })
  await vercel.logs!(context, "production", first)
  it.next("stuck")
  await vercel.deploy(context, "production", release(3), {}).catch(() => undefined)
  await vercel.takeDown(context, "production")
}

it("answers every operation as the vendor's schemas have it", async () => {
  await expect(throughTheClient(await started())).resolves.toBeUndefined()
})

it("asks for nothing that the vendor's client does not ask for, under the same paths", async () => {
  const [one, other] = [await started(), await started()]
  await throughTheClient(one)
  await throughTheTarget(other)

  const theirs = new Set(one.fake.heard.map(kind))
  const ours = new Set(other.fake.heard.filter(({ path }) => path.startsWith("/v")).map(kind))
  expect([...ours].filter((asked) => !theirs.has(asked))).toEqual([])
  expect([...theirs].filter((asked) => !ours.has(asked))).toEqual([])
})

it("sends a deployment that the vendor's schema takes; two fields are known to its command line alone", () => {
  const taken = CreateDeploymentRequest$outboundSchema.parse({ requestBody: body as never, forceNew: "1", teamId })
  const { autoAssignCustomDomains, env, ...known } = body as Record<string, unknown>

  expect(taken.RequestBody).toEqual(known)
  // `vercel deploy --skip-domain --env` sends both; its package `@vercel/client` declares them in DeploymentOptions.
  expect({ autoAssignCustomDomains, env }).toEqual({ autoAssignCustomDomains: false, env: { LOG_LEVEL: "INFO" } })
})
