/** Owns the local target's subject for the conformance suite: its engine in memory, with the suite's switches. */
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import { recordsIn } from "../../../.dagger/lib/targets/embedded/records.js"
import { localOn } from "../../../.dagger/lib/targets/local/index.js"
import type { LocalEngine } from "../../../.dagger/lib/targets/local/engine.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import type { Crash, Fault, Platform } from "../conformance/subject.js"
import { digest } from "../conformance/stage.js"
import { sleepingClock } from "../fake-platform.js"
import { FakeEngine, nameOf, PLACE } from "./engine.js"
import { becoming } from "./fates.js"

/** As the engine's client says it; the first two were not done, of the others nobody knows. */
const SAID: Record<Fault, string> = {
  "429": "GraphQL request failed: status 429",
  "500": "GraphQL request failed: status 500",
  "502 with HTML": "GraphQL request failed: status 502",
  hang: "no answer within 60 s",
  "reset mid-body": "GraphQL request failed: connection broke",
}

/** An attempt's engine, where the target looks for it. */
interface Wired extends Context {
  engine: LocalEngine
}

export const target = localOn((context) => (context as Wired).engine)

export interface LocalPlatform extends Platform {
  engine: FakeEngine
  /** Everything that engines were asked, in order. */
  calls: string[]
}

type Kind = "reads" | "changes"

export function fakeEngine(): Promise<LocalPlatform> {
  const clock = sleepingClock()
  const engine = new FakeEngine(clock)
  const faults: Partial<Record<Kind, { fault: Fault; times: number; after: number }>> = {}
  const calls: string[] = []
  let changes = 0

  function call<T>(kind: Kind, name: string, work: () => T): T {
    clock.pass(300)
    calls.push(name)
    if (kind === "changes") changes++
    const faulty = faults[kind]
    if (!faulty || faulty.after-- > 0 || faulty.times-- <= 0) return work()
    const { fault } = faulty
    if (fault !== "429" && fault !== "500") work()
    if (fault === "hang") clock.pass(60_000)
    throw new Error(SAID[fault])
  }

  return Promise.resolve({
    engine,
    calls,
    environment: { target: "local" },
    clock,
    attempt: (crash) => attemptOf(engine, call, crash),
    next: (fate) => void (engine.starting = becoming(fate, engine)),
    fail: (what, fault, times, after = 0) => void (faults[what] = { fault, times, after }),
    changes: () => changes,
    retryAfter: () => undefined,
    stale: (reads) => void (engine.stale = reads),
    rollbacks(how) {
      if (how === "lie") engine.forgets = true
      else engine.everyStart = () => "failed to resolve image: manifest unknown"
    },
    deployments: () => recordsOf(engine).filter(({ type }) => type === "accepted").length,
    serves: () => served(engine),
    variables: () => liveIn(engine)?.variables ?? {},
    close: () => Promise.resolve(),
  })
}

/** One process: its changes are counted, it may die at one, and nothing of it is heard afterwards. */
function attemptOf(
  engine: FakeEngine,
  call: <T>(kind: Kind, name: string, work: () => T) => T,
  crash: Crash | undefined,
): ReturnType<Platform["attempt"]> {
  const session = crypto.randomUUID()
  const life = { changes: 0, dead: false }
  // Asynchronous, so that whatever is thrown is a promise's, as the engine's is.
  const send = async <T>(asked: () => [Kind, string], work: () => T): Promise<T> => {
    await Promise.resolve()
    if (life.dead) throw new Error("this attempt is dead")
    const [kind, name] = asked()
    if (kind === "reads" || ++life.changes !== crash?.at) return call(kind, name, work)
    if (crash.after) call(kind, name, work)
    life.dead = true
    engine.end(session)
    throw new Error("this attempt has crashed")
  }
  const read = <T>(name: string, work: () => T) => send(() => ["reads", name], work)
  const change = <T>(name: string, work: () => T) => send(() => ["changes", name], work)
  const wire: LocalEngine = {
    read: (place) => read("read", () => engine.read(place)),
    append: (place, line) => change(`append ${typeOf(line)}`, () => engine.append(place, line)),
    migrate: (environment, image) => change("migrate", () => engine.migrate(environment, image, session)),
    reach: (deployment) =>
      send(
        () => (engine.runs(deployment, session) ? ["reads", "reach"] : ["changes", "start"]),
        () => engine.reach(deployment, session),
      ),
    stop: (deployment) => change("stop", () => engine.stop(deployment, session)),
    ask: (url) => read("ask", () => engine.ask(url)),
  }
  return { parts: { engine: wire } as Partial<Wired>, crashed: () => life.dead }
}

function typeOf(line: string): string {
  return (JSON.parse(line) as { type: string }).type
}

function recordsOf(engine: FakeEngine): ReturnType<typeof recordsIn> {
  return recordsIn(engine.volumes.get(nameOf(PLACE)) ?? "")
}

function liveIn(engine: FakeEngine): Deployment | undefined {
  const last = recordsOf(engine).findLast(({ type }) => type === "live" || type === "down")
  const live = last?.type === "live" ? last.deployment : undefined
  // What the app was given, not what was written down.
  return (
    live &&
    engine.containers.findLast(
      ({ deployment: { image, run } }) => image.digest === live.image.digest && run === live.run,
    )?.deployment
  )
}

/** Requests are led to what the records say; it must have been a container that was well. */
function served(engine: FakeEngine): string | undefined {
  const live = liveIn(engine)
  const proven = engine.containers.some(({ deployment, well }) => deployment === live && well <= engine.clock.now())
  return !live || proven ? live?.image.digest : digest(0)
}
