/** Owns the calls that only read the config: validate and plan. */
import { explainAll } from "../config/explain.js"
import { readWithPlaces } from "../config/read.js"
import { plan as planOf } from "../pipeline/plan.js"
import { printPlan } from "../pipeline/print-plan.js"
import type { Given } from "./given.js"
import { passedIn } from "./passed.js"

export async function validate({ source, config }: Given): Promise<string> {
  return explainAll(await readWithPlaces(source, config), config)
}

export async function plan(given: Given): Promise<string> {
  const loaded = await readWithPlaces(given.source, given.config)
  return printPlan(planOf(loaded.resolved, "release"), loaded, given.config, await passedIn(given))
}
