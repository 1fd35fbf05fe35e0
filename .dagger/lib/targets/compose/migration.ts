/** Owns the life of one migration's container, seen from outside: begun once, waited for, stopped when its time is up. */
import { describe } from "../../errors.js"
import { quote } from "../../exec/quote.js"
import type { Given } from "./connect.js"
import { composeCommand, type DockerHost, look, pause, refusal } from "./host.js"
import { conditionOf, isOver, nameOf, type Seen, type SeenMigration } from "./seen.js"
import { type Ended, type Trouble, troubleOf } from "./trouble.js"

const SHORT_SECONDS = 60
/** Docker's own grace before it kills. */
const GRACE_SECONDS = 30

export interface Migration {
  /** The same for every attempt of a run at the same thing. */
  name: string
  label: string
  command: readonly string[]
  /** How long it may take. */
  seconds: number
  given: Omit<Given, "seconds">
}

/** What is known of it besides what the host shows. */
interface Course {
  begun: boolean
  stopped: boolean
  /** Whatever was asked last, and not done. */
  trouble: Trouble | undefined
  /** Until when beginning it is tried again. */
  until: number
}

/** Looks first, each time: what a lost connection did or did not do is seen on the host alone. */
export async function untilEnded(
  host: DockerHost,
  migration: Migration,
): Promise<SeenMigration & { stopped: boolean }> {
  const until = host.context.clock.now() + host.options.deadlineSeconds * 1000
  const course: Course = { begun: false, stopped: false, trouble: undefined, until }
  for (;;) {
    const seen = await look(host).catch((error: unknown) => {
      throw course.begun ? outOfSight(migration, error) : error
    })
    const one = seen.migrations.find((other) => nameOf(other) === migration.name)
    if (one && !course.begun && one.state.Status !== "created") takeUp(host, course)
    if (one && isOver(one)) return { ...one, stopped: course.stopped }
    const ended = one ? await goOn(host, migration, course, one, seen) : await begin(host, migration, course)
    course.trouble = ended.exitCode === 0 ? undefined : troubleOf(ended)
    if (course.trouble?.kind === "lost") await pause(host, course.trouble)
  }
}

function takeUp({ context, environment }: DockerHost, course: Course): void {
  context.announce(`· ${environment}: the migration that this run began is taken up`)
  course.begun = true
}

/** Never a second time: what was there and is gone ended in a way that nobody knows. */
async function begin(host: DockerHost, migration: Migration, course: Course): Promise<Ended> {
  if (course.begun) throw gone(host, migration)
  const { trouble, until } = course
  const late = host.context.clock.now() > until
  if (trouble && (trouble.kind === "refused" || late)) throw refusal("migrate", trouble)
  const ended = await host.exec(runs(host, migration), { ...migration.given, seconds: host.options.deadlineSeconds })
  course.begun = ended.exitCode === 0
  return ended
}

/** Whatever the image's own entrypoint is: the command alone, as on every platform. */
function runs(host: DockerHost, { name, label, command }: Migration): string[] {
  const [program = "", ...words] = command
  const how = ["--detach", "--name", name, "--label", label, "--no-TTY", "--interactive=false"]
  return composeCommand(host, "run", ...how, "--entrypoint", quote([program]), host.options.service, ...words)
}

async function goOn(
  host: DockerHost,
  migration: Migration,
  course: Course,
  one: SeenMigration,
  seen: Seen,
): Promise<Ended> {
  const { id, state } = one
  if (state.Status === "created") return start(host, course, one)
  if (state.Status !== "running" && state.Status !== "paused") throw unknown(one)
  const left = Math.ceil(migration.seconds - (seen.now - Date.parse(state.StartedAt)) / 1000)
  if (left > 0) return host.exec(["docker", "container", "wait", id], { seconds: left })
  course.stopped = true
  const stop = ["docker", "container", "stop", "--time", String(GRACE_SECONDS), id]
  return host.exec(stop, { seconds: SHORT_SECONDS + GRACE_SECONDS })
}

/** Created and never started: the way to the host was lost between the two, or Docker could not start it. */
async function start(host: DockerHost, course: Course, { id }: SeenMigration): Promise<Ended> {
  const ended = await host.exec(["docker", "container", "start", id], { seconds: SHORT_SECONDS })
  const trouble = troubleOf(ended)
  if (ended.exitCode !== 0 && (trouble.kind === "refused" || host.context.clock.now() > course.until)) {
    await host.exec(["docker", "container", "rm", id], { seconds: SHORT_SECONDS }).catch(() => undefined)
    throw refusal("migrate", trouble)
  }
  course.begun ||= ended.exitCode === 0
  return ended
}

function outOfSight({ name }: Migration, error: unknown): Error {
  const reason = `${name} was begun and lost sight of; it may run on: ${describe(error)}`
  const advice = `See how it ends: \`docker wait ${name}\` on the host. No migration is begun beside it.`
  return refusal("migrate", { kind: "lost", reason, advice })
}

function gone({ environment }: DockerHost, { name }: Migration): Error {
  const reason = `its container ${name} is gone, so nobody knows how it ended`
  const advice = `Somebody removed it, perhaps a prune. Look at what it did to ${environment}'s database, then run again.`
  return refusal("migrate", { kind: "refused", reason, advice })
}

function unknown(one: SeenMigration): Error {
  const advice = "Look at it on the host, then remove it: `docker inspect`, `docker rm`."
  return refusal("migrate", { kind: "refused", reason: `${nameOf(one)} ${conditionOf(one)}`, advice })
}
