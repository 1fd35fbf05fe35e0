/** Owns the Kubernetes target's subject for the conformance suite: its cluster in memory, with the suite's switches. */
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Exec, Said } from "../../../.dagger/lib/targets/kubernetes/connect.js"
import { kubernetesOn } from "../../../.dagger/lib/targets/kubernetes/index.js"
import { yamlOf } from "../../config/config-text.js"
import { CANARY } from "../conformance/stage.js"
import type { Crash, Fault, Platform } from "../conformance/subject.js"
import { sleepingClock } from "../fake-platform.js"
import { FakeCluster } from "./fake-cluster.js"
import { become, rollBack, served, variablesOf } from "./fates.js"
import { isRead, lineOf, refused } from "./kubectl-line.js"

const PAGE = "<html>\\r\\n<head><title>502 Bad Gateway</title></head>\\r\\n<body><h1>502 Bad Gateway</h1></body></html>"

/** As kubectl says it; the first two were not done, of the others nobody knows. Some servers echo what they were sent. */
const SAID: Record<Fault, string> = {
  "429":
    "Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later (get deployments.apps shop)",
  "500": `Error from server (InternalError): an error on the server ("Bearer ${CANARY} was no use") has prevented the request from succeeding`,
  "502 with HTML": `Error from server (InternalError): an error on the server ("${PAGE}") has prevented the request from succeeding`,
  hang: "Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
  "reset mid-body": "error: unexpected error when reading response body. Please retry. Original error: unexpected EOF",
}

/** An attempt's way to the cluster, where the target looks for it. */
interface Wired extends Context {
  wire: Exec
}

export const target = kubernetesOn((context) => Promise.resolve((context as Wired).wire))

const environment = {
  target: "kubernetes",
  url: "https://shop.example",
  options: { manifests: "k8s", namespace: "shop", deployment: "shop", container: "app" },
}

const labels = { app: "shop" }
const MANIFEST = yamlOf({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop" },
  spec: {
    replicas: 2,
    progressDeadlineSeconds: 600,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "app", image: "shop:set-by-the-release" }] } },
  },
})

/** The source, of which only the manifests are read. */
const source = {
  directory: () => ({
    glob: () => Promise.resolve(["deployment.yaml"]),
    file: () => ({ contents: () => Promise.resolve(MANIFEST) }),
  }),
}

export interface KubernetesPlatform extends Platform {
  cluster: FakeCluster
}

export function fakeKubernetes(): Promise<KubernetesPlatform> {
  const clock = sleepingClock()
  const cluster = new FakeCluster(clock)
  const faults: Partial<Record<"reads" | "changes", { fault: Fault; times: number; after: number }>> = {}
  const seen = new Map<string, Said>()
  const state = { changes: 0, stale: 0 }

  const exec: Exec = async (argv, input) => {
    const faulty = faults[isLook(argv) ? "reads" : "changes"]
    if (!isLook(argv)) state.changes++
    if (!faulty || faulty.after-- > 0 || faulty.times-- <= 0) return copied(argv, input)
    const { fault } = faulty
    if (fault !== "429" && fault !== "500") await cluster.kubectl(argv, input)
    clock.pass(fault === "hang" ? 30_000 : 300)
    // Of diff, 1 is no error, but a difference.
    return refused(SAID[fault], argv.includes("diff") ? 2 : 1)
  }

  /** The same as before where a copy is stale; what is dry-run or changed is never answered from a copy. */
  async function copied(argv: readonly string[], input: string): Promise<Said> {
    const key = argv.join(" ")
    const old = seen.get(key)
    if (state.stale > 0 && old && argv.includes("get")) {
      state.stale--
      return old
    }
    const said = await cluster.kubectl(argv, input)
    seen.set(key, said)
    return said
  }

  return Promise.resolve({
    cluster,
    environment,
    clock,
    attempt: (crash) => attemptOf(exec, crash),
    next: (fate) => become(fate, cluster),
    fail: (what, fault, times, after = 0) => void (faults[what] = { fault, times, after }),
    changes: () => state.changes,
    retryAfter: () => undefined,
    stale: (reads) => void (state.stale = reads),
    rollbacks: (how) => rollBack(how, cluster),
    deployments: () => cluster.applied,
    serves: () => served(cluster, clock),
    variables: () => variablesOf(cluster, clock),
    close: () => Promise.resolve(),
  })
}

function isLook(argv: readonly string[]): boolean {
  const line = lineOf(argv)
  return "exitCode" in line || isRead(line)
}

/** One process: its changes are counted, it may die at one, and nothing of it is heard afterwards. */
function attemptOf(exec: Exec, crash: Crash | undefined): ReturnType<Platform["attempt"]> {
  const life = { changes: 0, dead: false }
  const wire: Exec = async (argv, input) => {
    if (life.dead) throw new Error("this attempt is dead")
    if (isLook(argv) || ++life.changes !== crash?.at) return exec(argv, input)
    if (crash.after) await exec(argv, input)
    life.dead = true
    throw new Error("this attempt has crashed")
  }
  return { parts: { wire, source } as unknown as Partial<Wired>, crashed: () => life.dead }
}
