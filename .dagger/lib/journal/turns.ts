/** Owns doing things one after the other that are asked for at the same time. Pure. */

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Steps run side by side, and each line of a journal goes on from the one before it. */
export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }
}
