/**
 * Owns that one release at a time changes a service, whichever engine it comes from: the lock is on the Docker host.
 *
 * It is a container that is never started: Docker gives a name to one container only, and removes one by an id that
 * nobody else has. No clean-up is relied on: it counts for as long as the work may take, by the host's own clock.
 */
import { describe } from "../../errors.js"
import { type DockerHost, look, refusal } from "./host.js"
import { LOCK_LABEL } from "./labels.js"
import type { Seen, SeenLock } from "./seen.js"
import { troubleOf } from "./trouble.js"

const SECONDS = 60

interface Holding {
  /** What is to be done, for the words of an error. */
  operation: string
  /** Of an image that is on the host. */
  reference: string
  /** How long the work may take at most. */
  seconds: number
}

export async function exclusively<T>(host: DockerHost, holding: Holding, work: () => Promise<T>): Promise<T> {
  const seen = await look(host)
  for (const lock of seen.locks) await clearAway(host, holding, lock, seen.now)
  const id = await take(host, holding)
  try {
    return await work()
  } finally {
    await host.exec(["docker", "container", "rm", id], { seconds: SECONDS }).catch((error: unknown) => {
      host.context.announce(`· the lock on the host stays until its time is up: ${describe(error)}`)
    })
  }
}

/** The lock of an earlier attempt of this run, or of whoever can no longer be at work, is nobody's. */
async function clearAway(host: DockerHost, holding: Holding, lock: SeenLock, now: number): Promise<void> {
  const run = lock.labels["shipway.run"] ?? "?"
  const age = Math.round((now - Date.parse(lock.created)) / 1000)
  const expired = age > Number(lock.labels["shipway.seconds"])
  if (run !== host.context.request.run && !expired) throw busy(host, holding, `run ${run} has been at it for ${age} s`)
  host.context.announce(`· taking over from run ${run}, which began ${age} s ago`)
  // By its id: if somebody else was faster, this removes nothing.
  await host.exec(["docker", "container", "rm", lock.id], { seconds: SECONDS })
}

async function take(host: DockerHost, holding: Holding): Promise<string> {
  const { run, attempt } = host.context.request
  const labels = {
    [LOCK_LABEL]: `${host.project}/${host.options.service}`,
    "shipway.run": run,
    "shipway.attempt": attempt,
    "shipway.seconds": String(holding.seconds),
  }
  const words = Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`])
  const argv = ["docker", "container", "create", "--name", nameOf(host), ...words, holding.reference, "lock"]
  const ended = await host.exec(argv, { seconds: SECONDS })
  if (ended.exitCode === 0) return ended.stdout.trim()
  // The answer may have been lost, or somebody else was faster.
  const mine = holderIn(await look(host), attempt)
  if (mine) return mine.id
  if (/already in use/.test(ended.stderr)) throw busy(host, holding, "another run was faster")
  throw refusal(holding.operation, troubleOf(ended))
}

function holderIn({ locks }: Seen, attempt: string): SeenLock | undefined {
  return locks.find(({ labels }) => labels["shipway.attempt"] === attempt)
}

function nameOf({ project, options }: DockerHost): string {
  return `shipway-lock-${project}-${options.service}`
}

function busy(host: DockerHost, { operation }: Holding, reason: string): Error {
  const advice = `Nothing was changed. Wait for it; if it is dead, \`docker rm ${nameOf(host)}\` on the host lets go of the lock.`
  return refusal(operation, { kind: "refused", reason, advice })
}
