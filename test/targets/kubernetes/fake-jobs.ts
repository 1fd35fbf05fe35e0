/** Owns the Jobs of a cluster in memory: each with one pod that takes its time, and ends somehow. */
import type { Said } from "../../../.dagger/lib/targets/kubernetes/connect.js"
import type { SleepingClock } from "../fake-platform.js"
import { notFound, refused, well } from "./kubectl-line.js"
import { list } from "./shown.js"

export interface ToldJob {
  kind: string
  metadata: { name: string }
  spec: { template: { spec: { containers: { name: string; image: string; command: string[]; env: unknown[] }[] } } }
}

interface FakeJob {
  told: ToldJob
  endsAt: number
  exitCode: number
}

export class FakeJobs {
  private jobs: FakeJob[] = []
  /** As each was created, whatever became of it. */
  begun: ToldJob[] = []
  /** What becomes of the next. */
  next = { seconds: 5, exitCode: 0 }

  constructor(private readonly clock: SleepingClock) {}

  create(told: ToldJob): Said {
    const { name } = told.metadata
    if (this.find(name))
      return refused(
        `Error from server (AlreadyExists): error when creating "input": jobs.batch "${name}" already exists`,
      )
    const { seconds, exitCode } = this.next
    this.begun.push(told)
    this.jobs.push({ told, endsAt: this.clock.now() + seconds * 1000, exitCode })
    return well(`job.batch/${name} created`)
  }

  get(name: string): Said {
    const job = this.find(name)
    if (!job) return well()
    const conditions = this.isOver(job) ? [{ type: job.exitCode === 0 ? "Complete" : "Failed", status: "True" }] : []
    return well(JSON.stringify({ kind: "Job", metadata: { name }, status: { conditions } }))
  }

  pods(name: string): Said {
    const job = this.find(name)
    if (!job) return well(list([]))
    const { containers } = job.told.spec.template.spec
    const state = this.isOver(job) ? { terminated: { exitCode: job.exitCode } } : {}
    const containerStatuses = [{ name: containers[0]!.name, ready: false, restartCount: 0, state }]
    return well(
      list([{ kind: "Pod", metadata: { name: `${name}-pod` }, spec: { containers }, status: { containerStatuses } }]),
    )
  }

  logs(name: string): Said {
    return this.find(name) ? well("migrated") : notFound("jobs.batch", name)
  }

  remove(name: string): Said {
    if (!this.find(name)) return well()
    this.jobs = this.jobs.filter(({ told }) => told.metadata.name !== name)
    return well(`job.batch "${name}" deleted`)
  }

  private find(wanted: string): FakeJob | undefined {
    return this.jobs.find(({ told }) => told.metadata.name === wanted)
  }

  private isOver({ endsAt }: FakeJob): boolean {
    return this.clock.now() >= endsAt
  }
}
