/** Owns the rules over rollback: what fits into the fix window, and what contradicts itself. Pure. */
import type { Rule } from "./rules.js"

const recoveryFitsTheWindow: Rule = ({ rollback }) => {
  const { fixWindowSeconds, everySeconds, recoveredAfter } = rollback
  const seconds = everySeconds * recoveredAfter
  if (seconds <= fixWindowSeconds) return []
  const looks = `${recoveredAfter} good look${recoveredAfter === 1 ? "" : "s"}, one every ${everySeconds} s (everySeconds), take ${seconds} s`
  return [
    {
      path: ["rollback", "fixWindowSeconds"],
      message: `nothing could recover within ${fixWindowSeconds} s: ${looks}`,
    },
  ]
}

const worseIsNotEasier: Rule = ({ rollback: { migrations } }) =>
  migrations.reversible === "leave" && migrations.irreversible === "roll-back"
    ? [
        {
          path: ["rollback", "migrations", "irreversible"],
          message: "roll-back contradicts reversible: leave, which is the lesser risk",
        },
      ]
    : []

export const rollbackRules: Rule[] = [recoveryFitsTheWindow, worseIsNotEasier]
