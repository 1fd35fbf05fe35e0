/** Owns the rules over notifiers. Pure. */
import type { Rule } from "./rules.js"

/** One flag is one channel: a second notifier behind it would tell the same people everything twice. */
const oneNotifierPerSecret: Rule = ({ notify = {} }) => {
  const taken = new Map<string, string>()
  return Object.entries(notify).flatMap(([name, { kind }]) => {
    if (kind === "webhook" || kind === "github") return []
    const first = taken.get(kind)
    taken.set(kind, first ?? name)
    return first
      ? [{ path: ["notify", name], message: `${first} is ${kind} already, with the same secret; join them` }]
      : []
  })
}

/** An alert or an issue can only be closed by who opened it. */
const resolvedNeedsPage: Rule = ({ notify = {} }) =>
  Object.entries(notify)
    .filter(
      ([, { kind, on }]) =>
        (kind === "pagerduty" || kind === "github") && on.includes("resolved") && !on.includes("page"),
    )
    .map(([name]) => ({ path: ["notify", name, "on"], message: "resolved without page: there is nothing to resolve" }))

const noEventTwice: Rule = ({ notify = {} }) =>
  Object.entries(notify)
    .filter(([, { on }]) => new Set(on).size < on.length)
    .map(([name]) => ({ path: ["notify", name, "on"], message: "names an event twice" }))

export const notifyRules: Rule[] = [oneNotifierPerSecret, resolvedNeedsPage, noEventTwice]
