/** Owns the migrations of a Docker host in memory: containers that take their time, end somehow, and outlive whoever began them. */
import type { Ended } from "../../../.dagger/lib/targets/compose/trouble.js"
import { labelsIn, refused, well } from "./answers.js"

interface Migration {
  id: string
  name: string
  labels: Record<string, string>
  started: number | undefined
  ends: number
  exitCode: number
  says: string
  startable: boolean
}

export interface Time {
  now(): number
  pass(ms: number): void
}

export class FakeMigrations {
  containers: Migration[] = []
  begun = 0
  /** What becomes of the next. */
  next = { seconds: 5, exitCode: 0, says: "migrated\n", startable: true }

  constructor(private readonly time: Time) {}

  /** As `compose run --detach`: created with its own labels beside the service's, then started. */
  begin(argv: readonly string[], service: Record<string, string> = {}): Ended {
    const name = argv[argv.indexOf("--name") + 1]!
    if (this.containers.some((one) => one.name === `/${name}`)) return refused("Error response from daemon: Conflict.")
    const { seconds, ...how } = this.next
    const id = (++this.begun).toString(16).padStart(64, "d")
    const labels = { ...service, ...labelsIn(argv) }
    this.containers.push({ id, name: `/${name}`, labels, started: undefined, ends: seconds * 1000, ...how })
    return this.start(id)
  }

  run(argv: readonly string[], seconds: number): Ended | undefined {
    const one = this.containers.find(({ id }) => id === argv.at(-1))
    if (argv[1] !== "container" || (!one && argv[2] !== "wait")) return undefined
    switch (argv[2]) {
      case "start":
        return this.start(one!.id)
      case "wait":
        return one ? this.wait(one, seconds) : refused(`Error response from daemon: No such container: ${argv.at(-1)}`)
      case "stop":
        Object.assign(one!, { ends: this.time.now(), exitCode: one!.exitCode })
        return well(one!.id)
      case "logs":
        return well(one!.says)
      case "rm":
        this.containers = this.containers.filter((other) => other !== one)
        return well(one!.id)
      default:
        return undefined
    }
  }

  lines(): object[] {
    return this.containers.map((one) => {
      const { id, name, labels, started, exitCode } = one
      const Status = started === undefined ? "created" : this.isOver(one) ? "exited" : "running"
      const StartedAt = new Date(started ?? 0).toISOString()
      const state = { Status, ExitCode: Status === "exited" ? exitCode : 0, OOMKilled: false, StartedAt }
      return { kind: "migration", id, name, labels, restarts: 0, state }
    })
  }

  private start(id: string): Ended {
    const one = this.containers.find((other) => other.id === id)!
    if (!one.startable) return refused('exec: "alembic": executable file not found in $PATH', 127)
    if (one.started === undefined) Object.assign(one, { started: this.time.now(), ends: this.time.now() + one.ends })
    return well(`${one.name}\n`)
  }

  private isOver({ ends }: Migration): boolean {
    return this.time.now() >= ends
  }

  private wait(one: Migration, seconds: number): Ended {
    const left = one.ends - this.time.now()
    this.time.pass(Math.max(0, Math.min(left, seconds * 1000)))
    return left > seconds * 1000 ? refused(`no answer within ${seconds} s`, 124) : well(`${one.exitCode}\n`)
  }
}
