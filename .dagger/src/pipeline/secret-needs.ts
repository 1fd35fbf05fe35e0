/** Owns which secrets the steps of a plan need, in the form that is typed, and which of them were not passed. Pure. */
import type { ResolvedConfig } from "../config/resolve.js"
import type { NotifierName } from "../config/notify-schema.js"
import type { PlannedStep } from "./plan.js"

/** What was passed: the constructor's arguments that are set, and the URIs of --secrets. */
export interface Passed {
  flags: string[]
  uris: string[]
}

export interface SecretNeed {
  /** As it is typed: --registry-password=env://REGISTRY_PASSWORD. */
  pass: string
  what: string
  passed: boolean
}

const NOTIFIER_FLAGS: Record<NotifierName, string> = {
  slack: "slackWebhook",
  pagerduty: "pagerdutyKey",
  github: "githubToken",
  webhook: "webhookSecret",
}

/** Who pulls or pushes the image. */
const WITH_REGISTRY = ["publish", "readiness", "deploy", "rollback"]

export function needsOfStep({ image }: ResolvedConfig, { kind }: PlannedStep, passed: Passed): SecretNeed[] {
  const login = image?.repository && image.username && WITH_REGISTRY.includes(kind)
  return login ? [flagNeed("registryPassword", `${image.username} at ${image.repository}`, passed)] : []
}

/** Notifiers speak whenever something happens, not in a step. */
export function needsOfNotifiers({ notify }: ResolvedConfig, passed: Passed): SecretNeed[] {
  return notify.map(({ name, kind }) => flagNeed(NOTIFIER_FLAGS[kind], `notifier ${name} (${kind})`, passed))
}

export function flagNeed(argument: string, what: string, { flags }: Passed): SecretNeed {
  const words = argument.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const variable = words.replaceAll("-", "_").toUpperCase()
  return { pass: `--${words}=env://${variable}`, what, passed: flags.includes(argument) }
}
