/** Owns which secrets the steps of a plan need, in the form that is typed, and which of them were not passed. Pure. */
import type { ResolvedConfig } from "../config/resolve.js"
import type { NotifierName } from "../config/notify-schema.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Declaration } from "../targets/declaration.js"
import { declarations } from "../targets/declarations.js"
import type { StepKind } from "./definition.js"
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
const WITH_REGISTRY: StepKind[] = ["publish", "readiness", "deploy", "rollback"]
/** Who calls the platform, who sets or uses its secret variables, and who sets what its options name. */
const WITH_PLATFORM: StepKind[] = ["readiness", "migrate", "deploy", "rollback"]
const WITH_VARIABLES: StepKind[] = ["migrate", "deploy", "rollback"]
const WITH_OPTIONS: StepKind[] = ["deploy", "rollback"]

export function needsOfStep(config: ResolvedConfig, step: PlannedStep, passed: Passed): SecretNeed[] {
  const { image } = config
  const login = image?.repository && image.username && WITH_REGISTRY.includes(step.kind)
  return [
    ...(login ? [flagNeed("registryPassword", `${image.username} at ${image.repository}`, passed)] : []),
    ...(step.kind === "publish" ? needsToSign(config, passed) : []),
    ...(step.environment ? needsOfPlatform(config, step.kind, step.environment, passed) : []),
  ]
}

/** Only what is pushed for others to pull is signed. */
function needsToSign({ image }: ResolvedConfig, passed: Passed): SecretNeed[] {
  const { sign, repository } = image ?? {}
  return sign && repository ? Object.entries(sign).map(([key, uri]) => uriNeed(uri, `image.sign.${key}`, passed)) : []
}

function needsOfPlatform(
  { environments }: ResolvedConfig,
  kind: StepKind,
  name: EnvironmentName,
  passed: Passed,
): SecretNeed[] {
  const { target, options, token, secrets } = environments[name]
  const declaration: Declaration = declarations[target]
  const { credential } = declaration
  const wants = credential && WITH_PLATFORM.includes(kind) && (declaration.needsCredential?.(options) ?? true)
  const what = `${name} on ${target}`
  return [
    ...(wants ? [token ? uriNeed(token, what, passed) : flagNeed(credential.flag, what, passed)] : []),
    ...(WITH_VARIABLES.includes(kind)
      ? Object.entries(secrets).map(([variable, uri]) => uriNeed(uri, `${variable} of ${name}`, passed))
      : []),
    ...(WITH_OPTIONS.includes(kind)
      ? Object.entries(declaration.secretsIn?.(options) ?? {}).map(([key, uri]) =>
          uriNeed(uri, `${key} of ${name}`, passed),
        )
      : []),
  ]
}

/** The journal is written and notifiers speak whenever something happens, not in a step. */
export function needsThroughout({ journal, notify }: ResolvedConfig, passed: Passed): SecretNeed[] {
  return [
    ...(journal.kind === "github" ? [flagNeed("githubToken", `the journal in ${journal.repository}`, passed)] : []),
    ...notify.map(({ name, kind }) => flagNeed(NOTIFIER_FLAGS[kind], `notifier ${name} (${kind})`, passed)),
  ]
}

function uriNeed(uri: string, what: string, { uris }: Passed): SecretNeed {
  return { pass: `--secrets=${uri}`, what, passed: uris.includes(uri) }
}

function flagNeed(argument: string, what: string, { flags }: Passed): SecretNeed {
  const words = argument.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const variable = words.replaceAll("-", "_").toUpperCase()
  return { pass: `--${words}=env://${variable}`, what, passed: flags.includes(argument) }
}
