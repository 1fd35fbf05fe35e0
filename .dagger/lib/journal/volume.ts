/** Owns journal, lock and list of frozen releases in a cache volume: as durable as the engine that holds it. */
import { CacheSharingMode, type Container, dag, ReturnType } from "@dagger.io/dagger"
import { failure, lastHeard } from "../errors.js"
import { asset } from "../exec/assets.js"
import { endOf } from "../exec/end-of.js"
import { type Clock, poll } from "../exec/poll.js"
import { IMAGES } from "../images.js"
import { readEntries } from "./entry.js"
import type { Artefacts, Freezer, Frozen, Holder, Lease, Lock, State, Store } from "./journal.js"

const HEARTBEAT_SECONDS = 10
/** A holder that was not heard of for this long is taken for dead. */
const STALE_SECONDS = 60
/** Where state.sh finds what to write, because an argument may not be as long as an entry. */
const LINE = "/entry"
const KEPT = "/artefacts"
const SAME_RUN = 11
const OTHER_RUN = 12
const LOST = 13

interface Setting {
  project: string
  clock: Clock
  /** Told when somebody has to wait. */
  announce: (line: string) => void
}

/** Which locks this attempt holds: its every line is refused once another attempt has one of them. */
interface Held {
  names: readonly string[]
  attempt: string
}

export function volumeState(setting: Setting): State {
  const held: Partial<Held> = {}
  return { ...store(setting, held), ...lock(setting, held), ...freezer(setting) }
}

function store({ project }: Setting, held: Partial<Held>): Store {
  return {
    whereabouts: `a cache volume of the engine (shipway-${project}-state): a prune or a new engine loses it`,

    async read(run) {
      return readEntries((await state(stateContainer(project), ["read", run])).stdout)
    },

    async append(run, entry, files) {
      const words = ["append", run, held.attempt ?? entry.attempt, ...(held.names ?? [])]
      const base = stateContainer(project).withNewFile(LINE, JSON.stringify(entry))
      const { exitCode, stdout } = await state(files ? base.withMountedDirectory(KEPT, files) : base, words, [LOST])
      if (exitCode === LOST) throw failure("LOCK_LOST", told(stdout))
    },

    artefacts: (run) => volumeArtefacts(project).of(run),

    async check() {
      await state(stateContainer(project), ["frozen"])
      return "the volume can be read and written"
    },
  }
}

export function volumeArtefacts(project: string): Artefacts {
  return {
    async keep(run, files) {
      await state(stateContainer(project).withMountedDirectory(KEPT, files), ["keep", run])
    },
    of: (run) => stateContainer(project).withExec(["sh", "/state.sh", "artefacts", run]).directory(KEPT),
  }
}

function lock({ project, clock, announce }: Setting, held: Partial<Held>): Lock {
  return {
    async acquire(names, holder, { breakLock }) {
      const words = ["acquire", String(STALE_SECONDS), holder.run, holder.attempt, breakLock ? "yes" : "no", ...names]
      const answer = await poll(() => take(project, words, announce), {
        intervalMs: 5000,
        timeoutMs: (STALE_SECONDS + HEARTBEAT_SECONDS) * 1000,
        clock,
      })
      if (!answer.value) throw failure("RUN_UNDER_WAY", { run: holder.run, reason: answer.reason! })
      if (answer.value.other) throw failure("LOCK_HELD", answer.value.other)
      Object.assign(held, { names, attempt: holder.attempt })
      return lease(project, names, holder)
    },

    async unlock(names) {
      const { stdout } = await state(stateContainer(project), ["unlock", ...names])
      return stdout.split("\n").filter(Boolean)
    },
  }
}

function freezer({ project }: Setting): Freezer {
  return {
    async freeze(frozen) {
      await state(stateContainer(project).withNewFile(LINE, JSON.stringify(frozen)), ["freeze"])
    },

    async frozen() {
      const { stdout } = await state(stateContainer(project), ["frozen"])
      return stdout.split("\n").filter(Boolean).map(readFrozen)
    },
  }
}

/** Only what was written to its end comes here: one that cannot be read may be what must not be deployed. */
function readFrozen(line: string, index: number): Frozen {
  try {
    return JSON.parse(line) as Frozen
  } catch {
    throw failure("STATE_BROKEN", { command: "frozen", stderr: `line ${index + 1} of it cannot be read` })
  }
}

/** An earlier attempt of the same run may still be dying, so that is worth waiting for; another run is not. */
async function take(project: string, words: string[], announce: (line: string) => void): Promise<{ other?: Told }> {
  const { exitCode, stdout } = await state(stateContainer(project), words, [SAME_RUN, OTHER_RUN])
  if (exitCode === OTHER_RUN) return { other: told(stdout) }
  if (exitCode === 0) return {}
  const { age } = told(stdout)
  announce(`· waiting for an earlier attempt of this run, ${lastHeard(age)}`)
  throw new Error(`its last sign of life is ${age} s old`)
}

/** The heartbeat is a service: it ends with the session, however that ends. */
async function lease(project: string, names: readonly string[], { attempt }: Holder): Promise<Lease> {
  const heart = withBeats(project).asService({ args: ["sh", "/state.sh", "beat", String(HEARTBEAT_SECONDS), attempt] })
  await heart.start()
  return {
    async requireHeld() {
      const { exitCode, stdout } = await state(stateContainer(project), ["held", attempt, ...names], [LOST])
      if (exitCode === LOST) throw failure("LOCK_LOST", told(stdout))
    },
    async release() {
      await state(stateContainer(project), ["release", attempt, ...names])
      await heart.stop()
    },
  }
}

async function state(
  container: Container,
  words: string[],
  expected: number[] = [],
): Promise<{ exitCode: number; stdout: string }> {
  const { exitCode, stdout, stderr } = await endOf(
    container.withExec(["sh", "/state.sh", ...words], { expect: ReturnType.Any }),
  )
  if (exitCode !== 0 && !expected.includes(exitCode)) throw failure("STATE_BROKEN", { command: words[0]!, stderr })
  return { exitCode, stdout }
}

/** Mounted by one exec at a time, in whatever session: what the script reads is what it then changes. */
function stateContainer(project: string): Container {
  return withBeats(project).withMountedCache("/state", dag.cacheVolume(`shipway-${project}-state`), {
    sharing: CacheSharingMode.Locked,
  })
}

/** A volume of their own, because a heartbeat never ends. */
function withBeats(project: string): Container {
  return dag
    .container()
    .from(IMAGES.shell)
    .withNewFile("/state.sh", asset("state.sh"))
    .withMountedCache("/beats", dag.cacheVolume(`shipway-${project}-beats`), { sharing: CacheSharingMode.Shared })
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
}

interface Told {
  lock: string
  run: string
  age: string
}

function told(line: string): Told {
  const [lock = "?", run = "?", age = "?"] = line.trim().split(" ")
  return { lock, run, age }
}
