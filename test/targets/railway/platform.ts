/** Owns the state of a stand-in for Railway: one service whose deployments move on each time that somebody looks. */

export const PROJECT = "6f1ac3f0-0000-4000-8000-00000000000a"
export const ENVIRONMENT = "6f1ac3f0-0000-4000-8000-00000000000b"
export const SERVICE = "6f1ac3f0-0000-4000-8000-00000000000c"

export interface FakeDeployment {
  id: string
  status: string
  /** What it will say next, look by look; then it stays as it is. */
  next: string[]
  createdAt: string
  statusUpdatedAt: string
  image: string
  variables: Record<string, string>
  canRollback: boolean
  deploymentStopped: boolean
  /** Whether it ever did. */
  served: boolean
  /** How it came to be. */
  by: "deploy" | "redeploy" | "rollback" | "variables"
}

/** How it misbehaves; each of these was seen, or is allowed by the schema. */
export interface Oddities {
  /** What the next deployments say, look by look. */
  states: string[]
  /** What the next deployments run, whatever the source says. */
  runs: string | undefined
  /** DeployV2 behaves like the redeploy that runs the live image again. */
  stale: boolean
  /** A rollback answers false, and does nothing. */
  rollbackRefused: boolean
  /** A rollback answers true, and does nothing. */
  rollbackForgotten: boolean
  /** Nothing is kept for a rollback any more. */
  nothingKept: boolean
  /** Where the digest of a deployment is said. */
  digest: "embedded" | "beside" | "nowhere"
  /** Lists do not show the newest deployment for so many reads. */
  staleLists: number
  /** Changes of these names answer false, and are not made. */
  refusing: string[]
  /** What is removed or cancelled goes on, although the answer is true. */
  immortal: boolean
}

export const SETTLED = ["QUEUED", "INITIALIZING", "DEPLOYING", "SUCCESS"]

export class Platform {
  source: string | undefined
  settings: Record<string, unknown> = {}
  credentials: { username: string; password: string } | undefined
  variables: Record<string, string> = {}
  deployments: FakeDeployment[] = []
  domains = { custom: [] as string[], service: ["shop-staging.up.railway.app"] }
  odd: Oddities = {
    states: SETTLED,
    runs: undefined,
    stale: false,
    rollbackRefused: false,
    rollbackForgotten: false,
    nothingKept: false,
    digest: "embedded",
    staleLists: 0,
    refusing: [],
    immortal: false,
  }
  /** Of the next deployment alone. */
  private next: Partial<Oddities> = {}
  /** What people would see happen, in order. */
  done: string[] = []
  private minutes = 0

  once(oddities: Partial<Oddities>): void {
    this.next = oddities
  }

  /** Newest first. */
  list(): FakeDeployment[] {
    const all = this.deployments.toReversed()
    if (this.odd.staleLists === 0) return all
    this.odd.staleLists--
    return all.slice(1)
  }

  live(): FakeDeployment | undefined {
    return this.deployments.findLast(({ status, deploymentStopped }) => isUp(status) && !deploymentStopped)
  }

  start(by: FakeDeployment["by"], image: string, variables: Record<string, string>): FakeDeployment {
    const { states, runs } = { ...this.odd, ...this.next }
    this.next = {}
    const [status = "SUCCESS", ...next] = states
    const deployment: FakeDeployment = {
      id: `dep-${this.deployments.length + 1}`,
      status,
      next,
      createdAt: this.passed(1),
      statusUpdatedAt: this.passed(0),
      image: runs ?? image,
      variables: { ...variables },
      canRollback: false,
      deploymentStopped: false,
      served: false,
      by,
    }
    this.deployments.push(deployment)
    this.done.push(`${by} ${deployment.id}`)
    this.settle(deployment)
    return deployment
  }

  look(deployment: FakeDeployment): FakeDeployment {
    const before = { ...deployment }
    const [status, ...rest] = deployment.next
    if (status !== undefined) this.say(deployment, status, rest)
    this.settle(deployment)
    return before
  }

  say(deployment: FakeDeployment, status: string, next: string[] = []): void {
    Object.assign(deployment, { status, next, statusUpdatedAt: this.passed(0) })
  }

  /** What serves does so no more, and nothing has come in its place. */
  crash(): void {
    this.say(this.live()!, "CRASHED")
  }

  deploy(): FakeDeployment {
    const image = this.odd.stale ? (this.live()?.image ?? this.source!) : this.source!
    return this.start(this.odd.stale ? "redeploy" : "deploy", image, this.variables)
  }

  /** The image and the variables of then; the configured source stays what it is. */
  rollback(to: FakeDeployment): boolean {
    if (this.odd.rollbackRefused) return false
    if (!this.odd.rollbackForgotten) this.start("rollback", to.image, to.variables)
    return true
  }

  /** Who serves has ended whoever served before. */
  private settle(deployment: FakeDeployment): void {
    if (!isUp(deployment.status)) return
    deployment.canRollback = !this.odd.nothingKept
    deployment.served = true
    for (const other of this.deployments)
      if (other.served && isThere(other.status) && other.createdAt < deployment.createdAt) this.say(other, "REMOVED")
  }

  private passed(minutes: number): string {
    return new Date(Date.UTC(2026, 0, 1, 0, (this.minutes += minutes))).toISOString()
  }
}

function isUp(status: string): boolean {
  return status === "SUCCESS" || status === "SLEEPING"
}

function isThere(status: string): boolean {
  return isUp(status) || status === "CRASHED"
}
