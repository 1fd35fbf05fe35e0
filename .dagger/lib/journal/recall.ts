/** Owns running a step through the journal: written before a change, remembered when the run is taken up again. Pure. */
import type { Directory } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import type { Clock } from "../exec/poll.js"
import { StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { StepRecord } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import { type Entry, type Identity, type Past, pastOf, type Remembered } from "./entry.js"
import type { Store } from "./journal.js"

type Event = Entry extends infer E ? (E extends Entry ? Omit<E, "at" | "attempt"> : never) : never

export interface Journal {
  past: Past
  write: (event: Event, artefacts?: Directory) => Promise<void>
  /** All of it so far, in the order in which it was written. */
  entries: () => readonly Entry[]
}

/** Opens the journal of a run for one attempt; nothing is written when the run is over already. */
export async function openJournal(
  store: Store,
  clock: Clock,
  { run, attempt, identity }: { run: string; attempt: string; identity: Identity },
): Promise<Journal> {
  const entries = await store.read(run)
  const past = pastOf(entries)
  requireSame(run, past.identity, identity)
  const write = async (event: Event, artefacts?: Directory) => {
    const entry = { at: new Date(clock.now()).toISOString(), attempt, ...event }
    await store.append(run, entry, artefacts)
    entries.push(entry)
  }
  if (!past.result) await write({ type: "opened", identity })
  return { past, write, entries: () => entries }
}

/** What the run came to, where it is over. */
export async function finished(store: Store, run: string, identity: Identity): Promise<object | undefined> {
  const past = pastOf(await store.read(run))
  requireSame(run, past.identity, identity)
  return past.result
}

function requireSame(run: string, recorded: Identity | undefined, asked: Identity): void {
  if (!recorded) return
  const different = (Object.keys(asked) as (keyof Identity)[]).filter((key) => recorded[key] !== asked[key])
  if (different.length === 0) return
  const differences = different.map((key) => `${key} was ${recorded[key] ?? "none"}, is ${asked[key] ?? "none"}`)
  throw failure("RUN_MISMATCH", { run, differences })
}

/** These leave a container, which no journal can hold; they are cheap to repeat until the image is published. */
const UNWRITABLE: readonly string[] = ["build", "image"]

/**
 * The record of a step that ended in an earlier attempt. An error is the pipeline's own and is tried again, unless it was
 * decided upon already; a skipped step follows from the others.
 */
export function recalled({ ended }: Past, step: PlannedStep): StepRecord | undefined {
  const record = ended.get(step.name)
  const passed = (name: string) => ended.get(name)?.status === StepStatus.Passed
  if (!record || record.status === StepStatus.Skipped) return undefined
  if (record.status === StepStatus.Error && !passed("decide production")) return undefined
  // Who waits is asked again.
  if (step.kind === "approval" && record.status !== StepStatus.Passed) return undefined
  return UNWRITABLE.includes(step.kind) && !passed("publish") ? undefined : record
}

/** Finds out once, before anything is changed, what the run starts from. */
export async function noteOnce(
  { past, write }: Journal,
  { handed }: Context,
  find: () => Promise<Remembered>,
): Promise<void> {
  if (past.noted) return
  Object.assign(handed, await find())
  await write({ type: "noted", handed: { ...handed, built: undefined, evidence: undefined } })
}

/** Written before a change: after a crash the journal names what may have happened. And when the decision was begun. */
export async function journalStart({ write }: Journal, step: PlannedStep): Promise<void> {
  if (step.changes || step.kind === "decide") await write({ type: "began", step: step.name })
}

export async function journalEnd(
  { write }: Journal,
  record: StepRecord,
  context: Context,
  artefacts: Directory,
): Promise<void> {
  // A folder is kept beside the journal; a container cannot be.
  const { files, ...rest } = record
  const handed: Remembered = { ...context.handed, built: undefined, evidence: undefined }
  await write({ type: "ended", step: record.name, record: rest, handed }, files && artefacts)
}
