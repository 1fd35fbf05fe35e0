/** Owns going on from where a ref's one writer has left it, also when GitHub's word that it went there was lost for good. */
import type { Refs } from "./refs.js"

export interface Place {
  head: string | undefined
  text: string
}

export interface Writer {
  refs: Refs
  ref: string
  /** Where it has left the ref; nothing until that was read. */
  at: Place | undefined
  /** Its own moves of which it never heard: each may have been made all the same. */
  unheard: Map<string, Place>
}

/** False when somebody else has moved the ref. `next` makes a commit on top of where it is. */
export async function goOn(
  writer: Writer,
  from: Place,
  next: (from: Place) => Promise<Place & { head: string }>,
): Promise<boolean> {
  const { refs, ref, unheard } = writer
  const to = await next(from)
  unheard.set(to.head, to)
  const now = await refs.move(ref, from.head, to.head)
  unheard.delete(to.head)
  const own = now === to.head ? to : unheard.get(now ?? "")
  if (!own) return false
  writer.at = own
  // Whatever else was to follow on the same place never will: a ref goes only forward.
  unheard.clear()
  return own === to || goOn(writer, own, next)
}
