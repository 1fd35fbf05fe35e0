/** Shows that the cluster in memory takes nothing that kubectl would not: what it does not know is an error. */
import { expect, it } from "vitest"
import { INPUT } from "../../../.dagger/lib/targets/kubernetes/connect.js"
import { sleepingClock } from "../fake-platform.js"
import { FakeCluster } from "./fake-cluster.js"

it.each([
  [["rollout", "restart", "deployment/shop"], /unknown command "rollout restart"/],
  [["get", "deployment", "shop", "--watch"], /unknown flag: --watch/],
  [["get", "deployment", "shop", "-o", "json"], /unknown flag/],
  [["get", "configmap", "shop"], /doesn't have a resource type "configmap"/],
  [["get", "deployment", "shop"], /\(NotFound\): deployments\.apps "shop" not found/],
  [["apply", `--filename=${INPUT}`], /must specify/],
  [["apply", "--server-side"], /must specify/],
  [["rollout", "undo", "deployment/shop", "--to-revision=7"], /unable to find specified revision 7/],
  [["label", "replicaset", "shop-1", "--overwrite", "a=b"], /\(NotFound\): replicasets\.apps "shop-1"/],
  [["logs", "shop-1-2"], /\(NotFound\): pods "shop-1-2"/],
])("kubectl %j is an error", async (argv, words) => {
  const cluster = new FakeCluster(sleepingClock())
  const manifest = { kind: "Deployment", metadata: { name: "shop" }, spec: {} }
  const said = await cluster.kubectl(argv, JSON.stringify({ items: [manifest] }))
  expect(said).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringMatching(words) as string })
})
