/** Owns the sign of life of an attempt: a ref that moves on while this very process lives, and ends however that ends. */
import type { About, Refs } from "./refs.js"
import { goOn, type Place, type Writer } from "./tip.js"

/** Calls again and again until it is told to stop; nothing waits for it. */
export type Every = (ms: number, work: () => Promise<void>) => () => void

export const every: Every = (ms, work) => {
  const timer = setInterval(() => void work(), ms)
  timer.unref()
  return () => clearInterval(timer)
}

const ALIVE = "alive\n"
const NOT_YET: Place = { head: undefined, text: "" }

export interface Heart {
  start(attempt: string): Promise<void>
  stop(): Promise<void>
  /** Nothing when it was never heard of. */
  heardOf(attempt: string): Promise<Pick<About, "ageSeconds"> | undefined>
  /** Of an attempt that is dead. */
  forget(attempt: string): Promise<void>
}

export function heartOn(refs: Refs, refOf: (attempt: string) => string, repeat: Every, beatSeconds: number): Heart {
  let stop = () => {}
  let beating = Promise.resolve()
  let own: { tree: string; writer: Writer } | undefined
  const beat = async () => {
    if (!own) return
    const { tree, writer } = own
    const next = async ({ head }: Place) => ({ head: await refs.commit("alive", tree, head), text: ALIVE })
    await goOn(writer, writer.at ?? NOT_YET, next)
  }
  return {
    async start(attempt) {
      const writer = { refs, ref: refOf(attempt), at: undefined, unheard: new Map() }
      own = { tree: await refs.tree(ALIVE), writer }
      await beat()
      // One that fails is not the end: the next may not, and who has lost the lock is told before its next change.
      stop = repeat(beatSeconds * 1000, () => (beating = beating.then(beat).catch(() => {})))
    },
    async stop() {
      stop()
      await beating
      if (own) await refs.remove(own.writer.ref)
      own = undefined
    },
    async heardOf(attempt) {
      const head = await refs.head(refOf(attempt))
      return head === undefined ? undefined : refs.about(head)
    },
    forget: (attempt) => refs.remove(refOf(attempt)),
  }
}
