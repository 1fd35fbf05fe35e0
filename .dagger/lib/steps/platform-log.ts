/** Owns the end of a deployment's log as its platform shows it: bounded, without secrets, and of no consequence for a verdict. */
import type { Secret } from "@dagger.io/dagger"
import { describe, lastLines } from "../errors.js"
import { within } from "../exec/poll.js"
import { redact } from "../exec/redact.js"
import { type EnvironmentName, StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { StepKind } from "../pipeline/definition.js"
import type { Outcome } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import { plaintextOf } from "../targets/secrets.js"
import { LOG_LINES, type Logged } from "../targets/target.js"
import { releaseOf } from "./deploy.js"

const MOST_BYTES = 16 * 1024
/** A line of a key is as good as secret by itself; of a kubeconfig, most lines are not. */
const KEY_WIDTH = 40
const WITHIN_MS = 60_000
/** What looks at a deployment: where it found fault, the app may have said why. */
const LOOKS: readonly StepKind[] = ["smoke", "load", "verify", "bake"]

/** With it after every deployment, and after a step that found fault with one. */
export async function withPlatformLog(
  context: Context,
  { kind, environment }: PlannedStep,
  outcome: Outcome,
): Promise<Outcome> {
  const told = kind === "deploy" || (LOOKS.includes(kind) && outcome.status !== StepStatus.Passed)
  const log = told && environment ? await logOf(context, environment) : ""
  return log ? { ...outcome, evidence: { ...outcome.evidence, log } } : outcome
}

async function logOf(context: Context, environment: EnvironmentName): Promise<string> {
  const target = context.target(environment)
  const { image, deployments } = context.handed
  const of: Logged | undefined = deployments[environment] ?? (image && releaseOf(context))
  if (!target.logs || !of) return ""
  try {
    // First: what cannot be hidden is not read.
    const known = await knownSecrets(context)
    const text = await within(target.logs(context, environment, of), WITHIN_MS, "no answer").catch(unread)
    // Hidden before it is cut: half of a secret would not be known again.
    return excerpt(redact(text, known))
  } catch (error) {
    return `Not shown, for not every secret that may be in it can be hidden: ${describe(error)}`
  }
}

function unread(error: unknown): string {
  return `The log cannot be read: ${describe(error)}`
}

/** Whatever was passed: an app may write down any of what it was given. */
async function knownSecrets({ secrets, registryPassword }: Context): Promise<string[]> {
  const passed = [...Object.values(secrets.tokens), ...(await secrets.named()).values(), registryPassword]
  const there = passed.filter((one): one is Secret => one !== undefined)
  const needs = "the log of a deployment, to hide secrets in it,"
  const all = await Promise.all(there.map((secret) => plaintextOf(secret, needs)))
  return all.flatMap((secret) => [secret, ...secret.split("\n").filter((line) => line.length >= KEY_WIDTH)])
}

/** The last lines of it, as many as fit. */
export function excerpt(text: string): string {
  const tail = lastLines(text, LOG_LINES)
  const bytes = Buffer.from(tail)
  if (bytes.length <= MOST_BYTES) return tail
  // A character that was cut in two is none.
  return `… ${bytes
    .subarray(-MOST_BYTES)
    .toString()
    .replace(/^\uFFFD+/, "")}`
}
