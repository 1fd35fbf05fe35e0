/** Owns the sign of life of an attempt: a ref that moves on while this very process lives, and ends however that ends. */
import type { Refs } from "./refs.js"

/** Calls again and again until it is told to stop; nothing waits for it. */
export type Every = (ms: number, work: () => Promise<void>) => () => void

export const every: Every = (ms, work) => {
  const timer = setInterval(() => void work(), ms)
  timer.unref()
  return () => clearInterval(timer)
}

export interface Heart {
  start(attempt: string): Promise<void>
  stop(): Promise<void>
  /** Seconds; nothing when it was never heard of. */
  heardOf(attempt: string): Promise<number | undefined>
  /** Of an attempt that is dead. */
  forget(attempt: string): Promise<void>
}

export function heartOn(refs: Refs, refOf: (attempt: string) => string, repeat: Every, beatSeconds: number): Heart {
  let stop = () => {}
  let beating = Promise.resolve()
  let own: { attempt: string; tree: string; head: string | undefined } | undefined
  const beat = async () => {
    if (!own) return
    const commit = await refs.commit("alive", own.tree, own.head)
    if (await refs.move(refOf(own.attempt), own.head, commit)) own.head = commit
  }
  return {
    async start(attempt) {
      own = { attempt, tree: await refs.tree("alive\n"), head: undefined }
      await beat()
      // One that fails is not the end: the next may not, and who has lost the lock is told before its next change.
      stop = repeat(beatSeconds * 1000, () => (beating = beating.then(beat).catch(() => {})))
    },
    async stop() {
      stop()
      await beating
      if (own) await refs.remove(refOf(own.attempt))
      own = undefined
    },
    async heardOf(attempt) {
      const head = await refs.head(refOf(attempt))
      return head === undefined ? undefined : (await refs.about(head)).ageSeconds
    },
    forget: (attempt) => refs.remove(refOf(attempt)),
  }
}
