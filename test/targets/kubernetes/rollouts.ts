/** Owns what the controllers of a cluster in memory do as time passes: revisions, pods, and the Deployment's status. */
import type { Template } from "../../../.dagger/lib/targets/kubernetes/shapes.js"

export interface FakeTemplate extends Template {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> }
}

export interface FakeDeployment {
  name: string
  generation: number
  spec: {
    replicas: number
    progressDeadlineSeconds: number
    selector: { matchLabels: Record<string, string> }
    template: FakeTemplate
  }
  /** Managers that took fields by an update. */
  updatedBy: string[]
}

export interface FakeReplicaSet {
  name: string
  revision: number
  template: FakeTemplate
  labels: Record<string, string>
}

interface FakePod {
  name: string
  replicaSet: FakeReplicaSet
  readyAt: number
  /** By digest, as the node says it. */
  runs: string
  endsAt: number | undefined
}

/** How the next rollout goes. */
export interface Course {
  /** Until the controllers see the change. */
  unseenMs: number
  readyMs: number
  /** What the nodes run in place of what they were told. */
  runs?: string
  /** The Deployment's word on its progress, in place of a true one. */
  progress?: string
}

export const WELL: Course = { unseenMs: 0, readyMs: 2000 }
const GRACE_MS = 2000

/** One Deployment's rollouts; nothing happens but what is due when it is looked at. */
export class Rollouts {
  replicaSets: FakeReplicaSet[] = []
  pods: FakePod[] = []
  observed = 0
  private changedAt = 0
  private course = WELL
  private renewed = 0
  private count = 0

  /** The spec has changed; the controllers find out by themselves. */
  changed(now: number, course: Course): void {
    this.changedAt = now
    this.course = course
  }

  /** Everything that is due by now. */
  pass(deployment: FakeDeployment, now: number): void {
    if (this.observed < deployment.generation && now >= this.changedAt + this.course.unseenMs) {
      this.observed = deployment.generation
      this.begin(deployment, now)
    }
    const current = this.current()
    const isWell = this.isComplete(deployment, now)
    for (const pod of this.pods)
      if (pod.replicaSet !== current && (isWell || now < pod.readyAt)) pod.endsAt ??= now + GRACE_MS
    this.pods = this.pods.filter(({ endsAt }) => endsAt === undefined || now < endsAt)
  }

  current(): FakeReplicaSet | undefined {
    return this.replicaSets.toSorted((one, other) => other.revision - one.revision)[0]
  }

  ready(now: number, of?: FakeReplicaSet): FakePod[] {
    return this.serving(of).filter(({ readyAt }) => now >= readyAt)
  }

  status({ spec }: FakeDeployment, now: number): object {
    const isLate = now > this.renewed + spec.progressDeadlineSeconds * 1000
    const isWell = this.serving(this.current()).every(({ readyAt }) => now >= readyAt)
    const told = isWell ? ["True", "NewReplicaSetAvailable"] : isLate ? GAVE_UP : ["True", "ReplicaSetUpdated"]
    const [status, reason] = this.course.progress ? [this.course.progress, "Odd"] : told
    const lastUpdateTime = new Date(this.renewed).toISOString()
    return {
      observedGeneration: this.observed,
      replicas: this.serving().length,
      updatedReplicas: this.serving(this.current()).length,
      availableReplicas: this.ready(now).length,
      conditions: [{ type: "Progressing", status, reason, message: `it is ${reason}`, lastUpdateTime }],
    }
  }

  /** As the controller: the same template is the same ReplicaSet, under a new number. */
  private begin({ name, spec }: FakeDeployment, now: number): void {
    const text = JSON.stringify(spec.template)
    const latest = this.current()
    let own = this.replicaSets.find(({ template }) => JSON.stringify(template) === text)
    if (!own) {
      const labels = { ...spec.template.metadata.labels }
      own = {
        name: `${name}-${(++this.count).toString(36)}`,
        revision: 0,
        template: structuredClone(spec.template),
        labels,
      }
      this.replicaSets.push(own)
    }
    if (own !== latest) {
      own.revision = (latest?.revision ?? 0) + 1
      this.renewed = now
    }
    const wanting = spec.replicas - this.serving(own).length
    for (let more = 0; more < wanting; more++) this.pods.push(this.pod(own, now))
  }

  private pod(replicaSet: FakeReplicaSet, now: number): FakePod {
    const told = replicaSet.template.spec.containers[0]?.image?.split("@")[1] ?? ""
    const name = `${replicaSet.name}-${(++this.count).toString(36)}`
    return { name, replicaSet, readyAt: now + this.course.readyMs, runs: this.course.runs ?? told, endsAt: undefined }
  }

  private serving(of?: FakeReplicaSet): FakePod[] {
    return this.pods.filter(({ replicaSet, endsAt }) => endsAt === undefined && (!of || replicaSet === of))
  }

  private isComplete({ spec, generation }: FakeDeployment, now: number): boolean {
    return this.observed === generation && this.ready(now, this.current()).length >= spec.replicas
  }
}

const GAVE_UP = ["False", "ProgressDeadlineExceeded"]
