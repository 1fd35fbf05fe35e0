/** Owns a text that only grows, kept on a ref: each line is a commit, and none is written on top of what was not read. */
import type { Refs } from "./refs.js"
import { goOn, type Place, type Writer } from "./tip.js"

export interface Lines {
  read(): Promise<string>
  /** False when somebody else has added to it since it was read; then nothing was added. */
  add(line: string, subject: string): Promise<boolean>
}

export function linesOn(refs: Refs, ref: string): Lines {
  const writer: Writer = { refs, ref, at: undefined, unheard: new Map() }
  /** What a read may still say after this writer has gone on. */
  const passed = new Set<string | undefined>()
  const read = async (): Promise<Place> => {
    const head = await refs.head(ref)
    const { at } = writer
    if (at && (head === at.head || passed.has(head))) return at
    return (writer.at = { head, text: head === undefined ? "" : await refs.content(head) })
  }
  return {
    read: async () => (await read()).text,
    add: async (line, subject) =>
      goOn(writer, writer.at ?? (await read()), async ({ head, text }) => {
        passed.add(head)
        const longer = `${text}${line}\n`
        return { head: await refs.commit(subject, await refs.tree(longer), head), text: longer }
      }),
  }
}
