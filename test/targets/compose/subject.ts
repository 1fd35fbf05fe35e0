/** Owns the compose target's subject for the conformance suite: its Docker host in memory, with the suite's switches. */
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import { composeOn } from "../../../.dagger/lib/targets/compose/index.js"
import type { Exec } from "../../../.dagger/lib/targets/compose/connect.js"
import type { Ended } from "../../../.dagger/lib/targets/compose/trouble.js"
import type { Crash, Fate, Fault, Platform } from "../conformance/subject.js"
import { sleepingClock, type SleepingClock } from "../fake-platform.js"
import { refused } from "./answers.js"
import { FakeDocker } from "./fake-docker.js"

/** As Docker says it; the first two were not done, of the others nobody knows. */
const SAID: Record<Fault, string> = {
  "429": "error during connect: request returned status 429 for API route",
  "500": "error during connect: request returned status 500 for API route",
  "502 with HTML": "error during connect: request returned status 502 for API route",
  hang: "no answer within 60 s",
  "reset mid-body": "error during connect: connection broke: unexpected EOF",
}

const READS = ["sh", "docker image inspect", "docker version", "docker container logs", "docker container wait"]

/** An attempt's way to the host, where the target looks for it. */
interface Wired extends Context {
  wire: Exec
}

export const target = composeOn((context) => Promise.resolve((context as Wired).wire))

export const environment = {
  target: "compose",
  url: "https://shop.example",
  options: { host: "ssh://deploy@docker.example", knownHosts: [`docker.example ssh-ed25519 ${"A".repeat(68)}`] },
}

export interface ComposePlatform extends Platform {
  docker: FakeDocker
}

export function fakeHost(): Promise<ComposePlatform> {
  const clock = sleepingClock()
  const docker = new FakeDocker(clock)
  const faults: Partial<Record<"reads" | "changes", { fault: Fault; times: number; after: number }>> = {}
  let changes = 0

  const exec: Exec = (argv, given) => {
    clock.pass(300)
    const faulty = faults[isRead(argv) ? "reads" : "changes"]
    if (!isRead(argv)) changes++
    if (!faulty || faulty.after-- > 0 || faulty.times-- <= 0) return Promise.resolve(docker.run(argv, given))
    const { fault } = faulty
    if (fault !== "429" && fault !== "500") docker.run(argv, given)
    if (fault === "hang") clock.pass(60_000)
    return Promise.resolve(refused(SAID[fault], fault === "hang" ? 124 : 1))
  }

  return Promise.resolve({
    docker,
    environment,
    clock,
    attempt: (crash) => attemptOf(exec, crash),
    next: (fate) => void (docker.starting = becoming(fate, docker, clock)),
    fail: (what, fault, times, after = 0) => void (faults[what] = { fault, times, after }),
    changes: () => changes,
    retryAfter: () => undefined,
    stale: () => undefined,
    rollbacks: (how) =>
      void (docker.upInstead = () =>
        how === "lie"
          ? { exitCode: 0, stdout: "", stderr: "" }
          : refused("Bind for 0.0.0.0:80: port is already allocated")),
    deployments: () => docker.recreated,
    serves: () => served(docker),
    variables: () => docker.containers[0]?.environment ?? {},
    close: () => Promise.resolve(),
  })
}

function isRead(argv: readonly string[]): boolean {
  const line = argv.join(" ")
  return READS.some((read) => line.startsWith(read)) || argv.includes("config")
}

/** One process: its changes are counted, it may die at one, and nothing of it is heard afterwards. */
function attemptOf(exec: Exec, crash: Crash | undefined): ReturnType<Platform["attempt"]> {
  const life = { changes: 0, dead: false }
  const wire: Exec = async (argv, given) => {
    if (life.dead) throw new Error("this attempt is dead")
    if (isRead(argv) || ++life.changes !== crash?.at) return exec(argv, given)
    if (crash.after) await exec(argv, given)
    life.dead = true
    throw new Error("this attempt has crashed")
  }
  return { parts: { wire } as Partial<Wired>, crashed: () => life.dead }
}

function becoming(fate: Fate, docker: FakeDocker, clock: SleepingClock): FakeDocker["starting"] {
  return (container): Ended | undefined => {
    docker.starting = () => undefined
    switch (fate) {
      case "slow":
        clock.pass(90_000)
        return undefined
      case "failed":
        container.health = "unhealthy"
        return refused("container shop-app-1 is unhealthy")
      case "unknown":
        container.status = "hibernating"
        return undefined
      case "superseded":
        Object.assign(container.labels, { "shipway.run": "theirs", "shipway.digest": `sha256:${"9".repeat(64)}` })
        return undefined
      case "wrong image":
        docker.pull(`registry.example/shop@sha256:${"8".repeat(64)}`)
        container.image = [...docker.images.keys()].at(-1)!
        return undefined
      default:
        return undefined
    }
  }
}

/** Whatever the container really runs. */
function served({ containers: [container], images }: FakeDocker): string | undefined {
  const [reference] = container ? (images.get(container.image)?.digests ?? []) : []
  return reference?.split("@")[1]
}
