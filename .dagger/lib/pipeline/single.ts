/** Owns single steps, for a person on call: by the rules, the lock and the journal of a whole release. */
import { failure } from "../errors.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Deployment, Image } from "../targets/target.js"
import type { Context } from "./context.js"
import { definition, type StepKind } from "./definition.js"
import type { PlannedStep } from "./plan.js"

/** What is live, handed on as if this run had deployed it; where it is mixed, that is for the caller to judge. */
export async function liveIn(context: Context, environment: EnvironmentName): Promise<Deployment> {
  const deployment = await context.target(environment).current(context, environment)
  if (!deployment) throw failure("NOTHING_LIVE", { environment })
  context.handed.deployments[environment] = deployment
  return deployment
}

export function historyOf(context: Context, environment: EnvironmentName): Promise<Deployment[]> {
  return context.target(environment).history(context, environment)
}

/** The kinds in their order, each after the one before it. */
export function chain(environment: EnvironmentName, kinds: readonly StepKind[]): PlannedStep[] {
  return kinds.map((kind, index) => {
    const changes = definition.find((step) => step.kind === kind && step.environment === environment)?.changes
    const needs = index === 0 ? [] : [`${kinds[index - 1]!} ${environment}`]
    return { name: `${kind} ${environment}`, kind, environment, needs, follows: [], changes }
  })
}

/** Where an earlier release lies in the platform's own history; the newest that is not live, unless one is named. */
export async function earlier(
  context: Context,
  environment: EnvironmentName,
  digest: string | undefined,
): Promise<Deployment> {
  const target = context.target(environment)
  const [live, history] = await Promise.all([
    target.current(context, environment),
    target.history(context, environment),
  ])
  const serving = live?.mixed === undefined ? live?.image.digest : undefined
  const candidates = history.filter(({ image }) => image.digest !== serving)
  const found = digest ? candidates.find(({ image }) => image.digest === digest) : candidates[0]
  if (found) return found
  const known = [...new Set(candidates.map(({ image }) => image.digest))]
  throw failure("NO_EARLIER_RELEASE", { environment, digest, known })
}

/** `repository:tag@sha256:…`: nothing else names one image for ever. */
export function imageNamed(reference: string): Image {
  const parts = /^(?<repository>[^@\s]+):(?<tag>[\w][\w.-]{0,127})@(?<digest>sha256:[0-9a-f]{64})$/.exec(
    reference,
  )?.groups
  if (!parts) throw failure("NOT_A_REFERENCE", { reference })
  return { repository: parts["repository"]!, tag: parts["tag"]!, digest: parts["digest"]! }
}
