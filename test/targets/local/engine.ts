/** Owns an engine in memory: volumes with records, containers that take their time, and the ways in which each can fail. */
import type { EnvironmentName } from "../../../.dagger/src/names.js"
import type { Place } from "../../../.dagger/lib/targets/embedded/memory.js"
import type { Deployment, Image, Ran } from "../../../.dagger/lib/targets/target.js"
import { minimal } from "../../config/config-text.js"
import type { SleepingClock } from "../fake-platform.js"

/** Where the suite's records are. */
export const PLACE = { project: minimal.project, environment: "production", scope: "release" } as const

export interface FakeContainer {
  deployment: Deployment
  /** Of the process that started it, and ends with that. */
  session: string
  running: boolean
  /** From when on its port is open, and from when on it answers 200. */
  opens: number
  well: number
}

/** What an app does after its start; the words of the engine when it ended. */
export type Starting = (container: FakeContainer) => string | undefined

export class FakeEngine {
  readonly volumes = new Map<string, string>()
  readonly containers: FakeContainer[] = []
  readonly migrations: { environment: EnvironmentName; image: Image; session: string }[] = []
  /** For the next container, or for every one. */
  starting: Starting = () => undefined
  everyStart: Starting = () => undefined
  migrating: Ran = { exitCode: 0, output: "done" }
  stopping: () => void = () => {}
  /** A volume that takes what is written, and keeps nothing. */
  forgets = false
  /** So many reads are answered as the one before was. */
  stale = 0
  private readonly lastRead = new Map<string, string>()

  constructor(readonly clock: SleepingClock) {}

  read(place: Place): string {
    const name = nameOf(place)
    const now = this.volumes.get(name) ?? ""
    const text = this.stale-- > 0 ? (this.lastRead.get(name) ?? now) : now
    this.lastRead.set(name, text)
    return text
  }

  append(place: Place, line: string): string {
    const before = this.volumes.get(nameOf(place)) ?? ""
    if (!this.forgets) this.volumes.set(nameOf(place), `${before}${line}\n`)
    return this.volumes.get(nameOf(place)) ?? ""
  }

  migrate(environment: EnvironmentName, image: Image, session: string): Ran {
    this.migrations.push({ environment, image, session })
    return this.migrating
  }

  runs(deployment: Deployment, session: string): FakeContainer | undefined {
    return this.containers.find((one) => one.running && one.session === session && isOf(one, deployment))
  }

  reach(deployment: Deployment, session: string): string {
    const container = this.runs(deployment, session) ?? this.start(deployment, session)
    if (container.opens - this.clock.now() > 60_000) {
      this.clock.pass(60_000)
      throw new Error("its container did not become healthy within 60 s")
    }
    this.clock.pass(Math.max(0, container.opens - this.clock.now()))
    return `http://${this.containers.indexOf(container)}.inside`
  }

  stop(deployment: Deployment, session: string): void {
    this.stopping()
    const container = this.runs(deployment, session)
    if (container) container.running = false
  }

  ask(url: string): number {
    const container = this.containers[Number(new URL(url).hostname.split(".")[0])]
    if (!container?.running) throw new TypeError("fetch failed")
    return container.well <= this.clock.now() ? 200 : 503
  }

  /** Whatever a process started ends with it. */
  end(session: string): void {
    for (const container of this.containers) if (container.session === session) container.running = false
  }

  private start(deployment: Deployment, session: string): FakeContainer {
    const now = this.clock.now()
    const container = { deployment, session, running: true, opens: now + 2000, well: now + 2000 }
    this.containers.push(container)
    const { starting } = this
    this.starting = () => undefined
    const ended = this.everyStart(container) ?? starting(container)
    if (ended === undefined) return container
    container.running = false
    throw new Error(ended)
  }
}

export function nameOf({ project, environment, scope }: Place): string {
  return `${project}/${environment}/${scope}`
}

/** As the engine tells containers apart: by what they are made of. */
function isOf({ deployment }: FakeContainer, other: Deployment): boolean {
  const made = ({ environment, image, run, variables }: Deployment) =>
    JSON.stringify([environment, image.digest, run, Object.entries(variables)])
  return made(deployment) === made(other)
}
