/** Owns the cluster of the Kubernetes tests: started once, a namespace per test, and all that was said kept for the canary. */
import { readFile } from "node:fs/promises"
import { dag, ReturnType, type Secret } from "@dagger.io/dagger"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { poll, systemClock } from "../../.dagger/lib/exec/poll.js"
import { endOf } from "../../.dagger/lib/exec/end-of.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { kubernetes } from "../../.dagger/lib/targets/kubernetes/index.js"
import { passedSecrets } from "../../.dagger/lib/targets/secrets.js"
import { minimal, yamlOf } from "../config/config-text.js"
import { REPOSITORY } from "../targets/kubernetes/sample.js"
import { controlPlane } from "./control-plane.js"
import { command } from "../engine/harness.js"

const NAME = `kubernetes-${process.pid}`
export const TOKENS = { admin: `canary-admin-${process.pid}`, limited: `canary-limited-${process.pid}` }

const everything: string[] = []
/** Notes what was said, and gives back what was; without a text, all of it. */
export function said(text: string): string {
  everything.push(text)
  return text || everything.join("\n")
}

function kubeconfig(token: string): Secret {
  const text = yamlOf({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server: `https://${NAME}:6443`, "insecure-skip-tls-verify": true } }],
    users: [{ name: "user", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "user" } }],
    "current-context": "test",
  })
  return dag.setSecret(`kubeconfig-${token}`, text)
}

/** A person's kubectl, beside the target's. */
async function kubectl(args: readonly string[], input = ""): Promise<string> {
  const ran = dag
    .container()
    .from(IMAGES.kubectl)
    .withMountedSecret("/kubeconfig", kubeconfig(TOKENS.admin))
    .withNewFile("/input", input)
    .withEnvVariable("NONCE", crypto.randomUUID())
    .withExec(["kubectl", "--kubeconfig=/kubeconfig", ...args], { expect: ReturnType.Any })
  const { exitCode, stdout, stderr } = await endOf(ran)
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`)
  return stdout.trim()
}

export async function startCluster(): Promise<() => Promise<unknown>> {
  const image = await command("engine/image", [IMAGES.kubectl])
  if (image.exitCode !== 0) throw new Error(image.stderr)
  const service = await controlPlane(NAME, TOKENS).start()
  await eventually(() => kubectl(["wait", "--for=condition=Ready", "node/node-1", "--timeout=20s"]))
  return () => service.stop({ kill: true })
}

async function eventually(attempt: () => Promise<string>): Promise<void> {
  const { value, reason } = await poll(attempt, { intervalMs: 1000, timeoutMs: 120_000, clock: systemClock })
  if (value === undefined) throw new Error(`the control plane did not come up: ${reason}`)
}

/** What docs/targets.md says that a release may do, for the namespace that it is applied to. */
export async function documentedRole(): Promise<string> {
  const [, yaml] = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(await readFile("docs/targets.md", "utf8")) ?? []
  if (!yaml) throw new Error("docs/targets.md has no Role")
  return yaml.replace(", namespace: roneira", "")
}

export interface Namespace {
  /** The digests that its serving pods say they run. */
  running: () => Promise<string[]>
  apply: (manifest: string) => Promise<string>
  kubectl: (...args: string[]) => Promise<string>
  /** Of one attempt of a run; the same run's later attempt is another. */
  context: (run: string, options?: object, token?: string) => Context
  /** The names of the artefacts that the last attempt of a run left. */
  evidence: (run: string) => Promise<string[]>
}

export async function namespace(name: string): Promise<Namespace> {
  await kubectl(["create", "namespace", name])
  await eventually(() => kubectl([`--namespace=${name}`, "get", "serviceaccount", "default"]))
  const contexts = new Map<string, Context>()
  const within = (...args: string[]) => kubectl([`--namespace=${name}`, ...args])
  return {
    kubectl: within,
    apply: (manifest) => kubectl([`--namespace=${name}`, "apply", "--filename=/input"], manifest),
    async running() {
      const path = "jsonpath={.items[*].status.containerStatuses[0].imageID}"
      const ids = await within("get", "pods", "--selector=app.kubernetes.io/name=roneira", `--output=${path}`)
      return [...new Set(ids.split(" ").map((id) => id.replace(/^.*@/, "")))]
    },
    context(run, options = {}, token = TOKENS.admin) {
      const context = contextOf(name, run, options, token)
      contexts.set(run, context)
      return context
    },
    async evidence(run) {
      const files = contexts.get(run)?.handed.evidence?.production
      const names = (await files?.entries()) ?? []
      for (const one of names) said((await files?.file(one).contents()) ?? "")
      return names
    },
  }
}

/** The sample's own manifests, as impatient as a test. */
function manifests() {
  const folder = dag.host().directory("app/deploy/k8s")
  const quick = dag
    .container()
    .from(IMAGES.shell)
    .withDirectory("/k8s", folder)
    .withExec([
      "sed",
      "-i",
      "-e",
      "s/progressDeadlineSeconds: .*/progressDeadlineSeconds: 20/",
      "-e",
      "s/minReadySeconds: .*/minReadySeconds: 0/",
      "/k8s/deployment.yaml",
    ])
  return dag.directory().withDirectory("k8s", quick.directory("/k8s"))
}

function contextOf(namespace: string, run: string, options: object, token: string): Context {
  const target = {
    manifests: "k8s",
    namespace,
    deployment: "roneira",
    container: "app",
    pollSeconds: 1,
    deadlineSeconds: 90,
  }
  const environments = {
    production: { target: "kubernetes", url: "https://shop.example", options: { ...target, ...options } },
  }
  const config = loadConfig(yamlOf({ ...minimal, image: { repository: REPOSITORY }, environments }), "shipway.yaml")
  return {
    config,
    source: manifests(),
    request: { run, attempt: crypto.randomUUID(), version: "1.0.0", sha: "0".repeat(40), scope: "release" },
    clock: systemClock,
    target: () => kubernetes,
    secrets: passedSecrets({ kubeconfig: kubeconfig(token) }, []),
    announce: (line: string) => void said(line),
    handed: { deployments: {} },
  } as unknown as Context
}
