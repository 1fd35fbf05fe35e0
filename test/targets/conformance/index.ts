/**
 * Owns what every target promises, whatever its platform is.
 *
 * A target's test calls `conformance(subject)`. A case is a plain function on a stage: what does not hold is written to
 * `stage.problems`. So the same table runs twice over: as tests, and under each of the subject's mutations, where a guard
 * of the source is switched off and exactly the cases that the mutation names must turn red.
 *
 * A guard is a property of an exported object of the source (`export const guards = { judge(deploy) … }`), called through
 * that object; `replace(guards, "judge", () => ({ state: "live" }))` switches it off. Guards that all targets share stand
 * in `targets/waiting.ts` and `targets/platform-api.ts`.
 *
 * The table does not assume HTTP. A subject hands out a `Platform` with switches; where a real platform stands behind it,
 * the cases that it cannot be brought into are named under `cannot` with the reason, and a test says so.
 */
import { describe, expect, it } from "vitest"
import { deploying } from "./deploying.js"
import { disturbed } from "./disturbed.js"
import { goingBack } from "./going-back.js"
import { CANARY, Stage } from "./stage.js"
import { replace, type Subject } from "./subject.js"
import { transport } from "../fake-platform.js"

export type Cases = Record<string, (stage: Stage) => Promise<void>>

const SILENT = "the credential is never seen"
const cases: Cases = { ...deploying, ...disturbed, ...goingBack }

/** What a case finds wrong; whatever is thrown within it is wrong as well. */
async function problemsOf(subject: Subject, run: Cases[string]): Promise<{ problems: string[]; told: string[] }> {
  const stage = new Stage(subject, await subject.start())
  try {
    await run(stage).catch((error: Error) => stage.problems.push(error.stack ?? error.message))
    return stage
  } finally {
    await stage.platform.close()
  }
}

/** Every case's problems; and a last one over everything that was told in all of them. */
async function runAll(subject: Subject): Promise<Record<string, string[]>> {
  const names = Object.keys(cases).filter((name) => !subject.cannot?.[name])
  // All at once, each on a platform of its own: most of the time is spent waiting for answers.
  const results = await Promise.all(names.map((name) => problemsOf(subject, cases[name]!)))
  const found = Object.fromEntries(names.map((name, index) => [name, results[index]!.problems]))
  const told = results.flatMap((result) => result.told)
  return { ...found, [SILENT]: told.filter((line) => line.includes(CANARY)).slice(0, 3) }
}

export function conformance(subject: Subject): void {
  const { name } = subject.target
  const cannot = Object.keys(subject.cannot ?? {})

  describe(`${name} as every target`, () => {
    let running: Promise<Record<string, string[]>> | undefined
    const results = () => (running ??= runAll(subject))
    const all = [...Object.keys(cases).filter((one) => !cannot.includes(one)), SILENT]
    it.each(all)("%s", async (one) => expect((await results())[one]).toEqual([]), 120_000)

    it("leaves out only cases that there are", () => {
      expect(cannot.filter((one) => !cases[one])).toEqual([])
    })
  })

  describe(`${name} with a guard switched off`, () => {
    it.each(subject.mutations.map((mutation) => [mutation.name, mutation] as const))(
      "%s: exactly these cases turn red",
      async (_, mutation) => {
        const restores = [mutation.off(), replace(transport, "direct", true)]
        const found = await runAll(subject).finally(() => restores.forEach((restore) => restore()))
        const red = Object.keys(found).filter((one) => found[one]!.length > 0)
        expect(red.toSorted()).toEqual([...mutation.reds].toSorted())
      },
      120_000,
    )
  })
}
