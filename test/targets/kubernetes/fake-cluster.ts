/** Owns a Kubernetes cluster in memory, for the commands that the target gives: one namespace with one Deployment and its Jobs. */
import { type Exec, INPUT, type Said } from "../../../.dagger/lib/targets/kubernetes/connect.js"
import type { SleepingClock } from "../fake-platform.js"
import { FakeJobs, type ToldJob } from "./fake-jobs.js"
import { type Line, lineOf, notFound, refused, well } from "./kubectl-line.js"
import { type Course, type FakeDeployment, Rollouts, WELL } from "./rollouts.js"
import { list, shownDeployment, shownPods, shownReplicaSets } from "./shown.js"

interface Applied {
  items: { kind: string; metadata: { name: string }; spec: FakeDeployment["spec"] }[]
}

export class FakeCluster {
  deployment: FakeDeployment | undefined
  rollouts = new Rollouts()
  /** How the rollouts of the next change go: of an apply, and of an undo. */
  next = { apply: WELL, undo: WELL }
  /** Done by somebody else as soon as an apply is through. */
  afterApply: () => void = () => undefined
  /** Answers in place of the API server. */
  instead: (line: Line) => Said | undefined = () => undefined
  applied = 0
  readonly jobs: FakeJobs

  constructor(readonly clock: SleepingClock) {
    this.jobs = new FakeJobs(clock)
  }

  readonly kubectl: Exec = (argv, input) => {
    this.clock.pass(300)
    const line = lineOf(argv)
    if ("exitCode" in line) return Promise.resolve(line)
    this.pass()
    const said = this.instead(line) ?? this.answer(line, input)
    this.pass()
    return Promise.resolve(said)
  }

  pass(): void {
    if (this.deployment) this.rollouts.pass(this.deployment, this.clock.now())
  }

  /** The template is another one now, whoever made it so. */
  change(template: FakeDeployment["spec"]["template"], course: Course): void {
    const { deployment } = this
    deployment!.spec.template = template
    deployment!.generation++
    this.rollouts.changed(this.clock.now(), course)
  }

  private answer(line: Line, input: string): Said {
    const { verb, words, flags } = line
    switch (verb) {
      case "get":
        return this.get(line)
      case "diff":
        return this.isAsTold(deploymentIn(input)) ? well() : { ...well("-image: before\n+image: after"), exitCode: 1 }
      case "apply":
        return this.apply(deploymentIn(input), flags)
      case "create":
        return this.jobs.create((JSON.parse(input) as { items: [ToldJob] }).items[0])
      case "label":
        return this.label(words)
      case "rollout undo":
        return this.undo(words[0]!, Number(flags["to-revision"]))
      case "patch":
        return this.patch(flags["patch"]!)
      case "delete":
        return words[0] === "job" ? this.jobs.remove(words[1]!) : this.remove()
      case "logs":
        return this.logs(words[0]!)
      case "auth can-i":
        return well("yes")
      default:
        return well(JSON.stringify({ serverVersion: { gitVersion: "v1.34.1" } }))
    }
  }

  private get({ words: [resource, name], flags }: Line): Said {
    const { deployment, rollouts } = this
    const now = this.clock.now()
    if (resource === "namespace") return well(`namespace/${name}`)
    if (resource === "events") return well(list([]))
    if (resource === "job") return this.jobs.get(name!)
    if (resource === "pods") return this.jobs.pods(flags["selector"]!.replace("shipway/job=", ""))
    if (resource === "replicasets,pods") {
      if (!deployment || !isSelected(flags["selector"], deployment)) return well(list([]))
      return well(list([...shownReplicaSets(deployment, rollouts, now), ...shownPods(rollouts, now)]))
    }
    if (resource !== "deployment") return refused(`error: the server doesn't have a resource type "${resource}"`)
    if (deployment?.name === name) return well(JSON.stringify(shownDeployment(deployment!, rollouts, now)))
    return flags["ignore-not-found"] ? well() : notFound("deployments.apps", name!)
  }

  private logs(of: string): Said {
    if (of.startsWith("job/")) return this.jobs.logs(of.slice("job/".length))
    const pod = this.rollouts.pods.find(({ name }) => name === of)
    return pod ? well(`started ${pod.runs}`) : notFound("pods", of)
  }

  private isAsTold({ spec }: Applied["items"][number]): boolean {
    return JSON.stringify(spec) === JSON.stringify(this.deployment?.spec)
  }

  private apply(told: Applied["items"][number], flags: Line["flags"]): Said {
    const { name } = told.metadata
    const [other] = this.deployment?.updatedBy ?? []
    if (flags["server-side"] !== "true" || flags["filename"] !== INPUT) return refused("error: must specify -f")
    if (other && !flags["force-conflicts"]) return conflict(other)
    if (flags["dry-run"]) return well(`deployment.apps/${name} serverside-applied (server dry run)`)
    if (!this.isAsTold(told)) {
      this.applied++
      this.deployment = { generation: 0, updatedBy: [], ...this.deployment, name, spec: structuredClone(told.spec) }
      this.change(this.deployment.spec.template, this.next.apply)
      this.afterApply()
      this.next.apply = WELL
    }
    return well(`deployment.apps/${name} serverside-applied`)
  }

  private label([, name, pair]: string[]): Said {
    const one = this.rollouts.replicaSets.find((other) => other.name === name)
    if (!one) return notFound("replicasets.apps", name!)
    const [key, value] = pair!.split("=")
    one.labels[key!] = value!
    return well(`replicaset.apps/${name} labeled`)
  }

  /** As kubectl: by the number that a ReplicaSet has now, with its own name on what it restores. */
  private undo(place: string, revision: number): Said {
    const to = this.rollouts.replicaSets.find((one) => one.revision === revision)
    if (!to || !this.deployment) return refused(`error: unable to find specified revision ${revision} in history`)
    if (to === this.rollouts.current())
      return well(`${place} skipped rollback (current template already matches revision ${revision})`)
    this.deployment.updatedBy = ["kubectl"]
    this.change(structuredClone(to.template), this.next.undo)
    this.next.undo = WELL
    return well(`${place} rolled back`)
  }

  /** A JSON patch, of which only taking managers out is known. */
  private patch(text: string): Said {
    const managers = ["shipway", "kube-controller-manager", ...(this.deployment?.updatedBy ?? [])]
    for (const { op, path, value } of JSON.parse(text) as { op: string; path: string; value?: string }[]) {
      const [, index, field] = /^\/metadata\/managedFields\/(\d+)(\/manager)?$/.exec(path) ?? []
      if (op === "test" && field && managers[Number(index)] !== value)
        return refused(`The request is invalid: testing path ${path} value failed`)
      if (op === "remove" && !field) managers.splice(Number(index), 1)
    }
    this.deployment!.updatedBy = managers.slice(2)
    return well("deployment.apps/shop patched")
  }

  private remove(): Said {
    const { deployment } = this
    if (!deployment) return well()
    this.clock.pass(5000)
    this.deployment = undefined
    this.rollouts = new Rollouts()
    return well(`deployment.apps "${deployment.name}" deleted`)
  }
}

function deploymentIn(input: string): Applied["items"][number] {
  return (JSON.parse(input) as Applied).items.find(({ kind }) => kind === "Deployment")!
}

function isSelected(selector: string | undefined, { spec }: FakeDeployment): boolean {
  const { labels } = spec.template.metadata
  return (selector ?? "").split(",").every((pair) => labels[pair.split("=")[0]!] === pair.split("=")[1])
}

function conflict(manager: string): Said {
  return refused(
    `error: Apply failed with 1 conflict: conflict with "${manager}" using apps/v1: .spec.template.spec.containers[name="app"].image`,
  )
}
