/** Owns the decide step: what becomes of production, after a fix window where the policy grants one. */
import { dag } from "@dagger.io/dagger"
import { describe } from "../errors.js"
import { StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { Outcome, StepRecord } from "../pipeline/outcome.js"
import { newerThan, previousOf } from "../rollback/before.js"
import type { Decision, Look, Situation } from "../rollback/decision.js"
import { fixWindow, type Proof } from "../rollback/fix-window.js"
import { decideAfter, decideOn, superseded, undecided } from "../rollback/policy.js"
import { findingsOf, situationOf } from "../rollback/situation.js"
import { lookInWords, partsOf, sentenceOf } from "../rollback/timeline.js"

/** The proofs of production, as they can be run again. */
export type Repeat = Record<"verify" | "bake", (context: Context) => Promise<Outcome>>

export async function decide(context: Context, records: readonly StepRecord[], repeat: Repeat): Promise<Outcome> {
  // Whatever happens here, production is in somebody's hands afterwards.
  const decision = await decided(context, records, repeat).catch((error) => undecided(describe(error)))
  context.handed.decision = decision
  return {
    status: decision.rule === "undecided" ? StepStatus.Error : StepStatus.Passed,
    summary: sentenceOf(decision),
    parts: partsOf(decision.looks),
    files: dag.directory().withNewFile("decision.json", `${JSON.stringify(decision, null, 2)}\n`),
  }
}

async function decided(context: Context, records: readonly StepRecord[], repeat: Repeat): Promise<Decision> {
  const policy = context.config.rollback
  const situation = situationOf(records, factsOf(context))
  const decision = decideOn(policy, situation)
  if (decision.action === "fix-window") {
    context.announce(decision.reason)
    return decideAfter(policy, situation, await watch(context, records, repeat))
  }
  if (decision.action !== "roll-back" && decision.action !== "take-down") return decision
  const newer = await newerOne(context).catch(() => undefined)
  return newer ? superseded(decision, newer) : decision
}

function factsOf({ config, handed }: Context): Pick<Situation, "previous" | "wayBack" | "migrations"> {
  return {
    previous: previousOf(handed),
    // Going back is tried where nobody asked: it is proved by what serves afterwards, and not to try helps nobody.
    wayBack: handed.wayBack ?? { able: true, reason: "the platform was not asked" },
    migrations: handed.migrations ?? (config.image?.migrate ? "unknown" : "none"),
  }
}

function watch(context: Context, records: readonly StepRecord[], repeat: Repeat) {
  let count = 0
  const begun = context.handed.decidingSince ?? context.clock.now()
  return fixWindow({
    begun,
    policy: context.config.rollback,
    clock: context.clock,
    look: again(context, "verify", repeat, looksAtMost(context)),
    prove: bakeIsOwed(context, records) ? again(context, "bake", repeat, bakesAtMost(context)) : undefined,
    superseded: () => newerOne(context),
    onLook: (look: Look) =>
      context.announce(`  look ${++count}, after ${Math.round((look.at - begun) / 1000)} s: ${lookInWords(look)}`),
  })
}

function again(context: Context, kind: keyof Repeat, repeat: Repeat, limitSeconds: number): Proof {
  const name = `${kind} production`
  return {
    names: [name],
    limitSeconds,
    run: async () => findingsOf({ name, ...(await repeat[kind](context)) }),
  }
}

/** A recovery is none as long as the alert that fired, or the watch that never began, is not made up for. */
function bakeIsOwed({ config }: Context, records: readonly StepRecord[]): boolean {
  const bake = records.find(({ name }) => name === "bake production")
  return config.bake !== undefined && bake?.status !== StepStatus.Passed
}

const SPARE_SECONDS = 120

function looksAtMost({ config }: Context): number {
  return config.probes.reduce((sum, { maxSeconds, times }) => sum + maxSeconds * times, SPARE_SECONDS)
}

/** An inconclusive bake extends itself once. */
function bakesAtMost({ config }: Context): number {
  return 2 * config.bake!.durationSeconds + 2 * SPARE_SECONDS
}

async function newerOne(context: Context): Promise<string | undefined> {
  const { handed, request } = context
  const current = await context.target("production").current(context, "production")
  const since = handed.deployments.production?.at ?? new Date(request.since).toISOString()
  return newerThan(current, { digest: handed.image?.digest, since }, previousOf(handed))
}
