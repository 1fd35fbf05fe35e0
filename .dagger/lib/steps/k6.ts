/** Owns the k6 container: the load script, its plan, and what keeps it out of the caches. */
import type { Container } from "@dagger.io/dagger"
import type { Scenario } from "../config/load-schema.js"
import { asset } from "../exec/assets.js"

/** What .dagger/assets/load.ts reads from PLAN. */
export interface LoadPlan extends Omit<Scenario, "thresholds"> {
  /** Tells apart two that are otherwise the same: the engine would run one. */
  name?: string
  base: string
  /** Without them nothing is judged by k6: a load that only keeps samples coming. */
  thresholds?: Scenario["thresholds"]
}

export const SCRIPT = "/shipway/load.ts"

export function withLoad(container: Container, plan: LoadPlan, summary: string, nonce: string): Container {
  return container
    .withNewFile(SCRIPT, asset("load.ts"))
    .withEnvVariable("PLAN", JSON.stringify(plan))
    .withEnvVariable("SUMMARY", summary)
    .withEnvVariable("SHIPWAY_ATTEMPT", nonce)
}
