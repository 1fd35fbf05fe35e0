/**
 * Owns a journal that is passed in and out as a file, for engines that are not kept: every line goes to the engine's own
 * record first, then out with the progress, and all of them into the report. Whoever calls next brings the file along.
 */
import { failure } from "../../errors.js"
import type { Clock } from "../../exec/poll.js"
import type { Lock, State } from "../journal.js"
import { turns } from "../turns.js"
import { entriesOf, lineOf, type Line, listenerIn, missingFrom, readLines, takenIn } from "./lines.js"

/** Where it lies in the report folder. */
export const JOURNAL_FILE = "journal.jsonl"

export interface FileSetting {
  /** Read when it is needed: to look at what serves, nobody needs the journal. */
  text: () => Promise<string>
  clock: Clock
  announce: (line: string) => void
}

/** All lines so far; `add` also tells whoever keeps them, should this session end before its report. */
interface Carried {
  lines: Line[]
  add: (line: Line) => void
}

type Carrying = () => Promise<Carried>

export function fileState(engine: State, setting: FileSetting): State {
  const lines: Line[] = []
  let announced = "journal"
  let reading: Promise<Carried> | undefined
  const add = (line: Line) => {
    setting.announce(`${announced} ${lineOf(line, lines.length)}`)
    lines.push(line)
  }
  const carrying: Carrying = () =>
    (reading ??= setting.text().then((text) => {
      lines.push(...readLines(text))
      const listener = listenerIn(text)
      if (listener) announced = `journal ${listener}`
      return { lines, add }
    }))
  return {
    ...engine,
    ...store(engine, carrying),
    ...lock(engine, carrying, setting.clock),
    ...freezer(engine, carrying),
    artefacts: (run) =>
      engine.artefacts(run).withNewFile(JOURNAL_FILE, lines.map((line, n) => `${lineOf(line, n)}\n`).join("")),
  }
}

function store(engine: State, carrying: Carrying): Pick<State, "whereabouts" | "read" | "append" | "check"> {
  const inTurn = turns()
  const settled = new Set<string>()
  return {
    whereabouts: `a file that is passed in and out (--journal), beside ${engine.whereabouts}; the file keeps releases apart that follow each other, not two machines at once`,
    read: (run) =>
      inTurn(async () => {
        const { lines, add } = await carrying()
        const [ours, known] = [entriesOf(lines, run), await engine.read(run)]
        const missed = missingFrom(run, ours, known)
        missed.forEach((entry) => add({ type: "entry", run, entry }))
        return [...ours, ...missed]
      }),
    append: (run, entry, files) =>
      inTurn(async () => {
        const { lines, add } = await carrying()
        // Under the lock, and before anything new: another engine does not know of what was done elsewhere.
        if (!settled.has(run))
          for (const missed of missingFrom(run, await engine.read(run), entriesOf(lines, run)))
            await engine.append(run, missed)
        settled.add(run)
        await engine.append(run, entry, files)
        add({ type: "entry", run, entry })
      }),
    async check() {
      const { lines } = await carrying()
      return `the file has ${lines.length} lines, and ${await engine.check()}`
    },
  }
}

/** The engine keeps those apart that it sees; the file those that come after an interrupted one elsewhere. */
function lock(engine: State, carrying: Carrying, clock: Clock): Lock {
  const ageOf = (at: string) => String(Math.max(0, Math.round((clock.now() - Date.parse(at)) / 1000)))
  return {
    async acquire(names, holder, options) {
      const { lines, add } = await carrying()
      const other = takenIn(lines).find(({ name, run }) => names.includes(name) && run !== holder.run)
      if (other && !options.breakLock)
        throw failure("LOCK_HELD", { lock: other.name, run: other.run, age: ageOf(other.at) })
      const lease = await engine.acquire(names, holder, options)
      add({ type: "taken", names, ...holder, at: new Date(clock.now()).toISOString() })
      return {
        ...lease,
        async release() {
          await lease.release()
          add({ type: "given", names, attempt: holder.attempt })
        },
      }
    },
    async unlock(names) {
      const { lines, add } = await carrying()
      const held = takenIn(lines).filter(({ name }) => names.includes(name))
      const gone = await engine.unlock(names)
      if (held.length > 0) add({ type: "given", names: held.map(({ name }) => name) })
      const elsewhere = held.filter(({ name }) => !gone.some((line) => line.startsWith(`${name} `)))
      return [...gone, ...elsewhere.map(({ name, run, at }) => `${name} ${run} ${ageOf(at)}`)]
    },
  }
}

function freezer(engine: State, carrying: Carrying): Pick<State, "freeze" | "frozen"> {
  return {
    async freeze(frozen) {
      const { add } = await carrying()
      await engine.freeze(frozen)
      add({ type: "frozen", frozen })
    },
    async frozen() {
      const { lines } = await carrying()
      const known = await engine.frozen()
      const ours = lines.flatMap((line) => (line.type === "frozen" ? [line.frozen] : []))
      const told = new Set(known.map((one) => JSON.stringify(one)))
      return [...known, ...ours.filter((one) => !told.has(JSON.stringify(one)))]
    },
  }
}
