/** Owns the resolved environments: every target's settings in one shape. Pure. */
import { ENVIRONMENTS, type EnvironmentName } from "../../src/names.js"
import type { declarations, TargetName } from "../targets/declarations.js"
import type { Environment } from "./environment-schema.js"
import type { z } from "zod"

/** The options of one target, every default filled in. */
export type OptionsOf<N extends TargetName> = z.output<(typeof declarations)[N]["options"]>

export interface ResolvedEnvironment<N extends TargetName = TargetName> {
  target: N
  options: OptionsOf<N>
  variables: Record<string, string>
  /** The name of a variable → the URI of its secret. */
  secrets: Record<string, string>
  url: string | undefined
  /** The URI of a credential in place of the flag's. */
  token: string | undefined
}

export function resolveEnvironments(
  declared: Partial<Record<EnvironmentName, Environment | undefined>> = {},
): Record<EnvironmentName, ResolvedEnvironment> {
  const entries = ENVIRONMENTS.map((name) => [name, resolveEnvironment(declared[name] ?? { target: "local" })])
  return Object.fromEntries(entries) as Record<EnvironmentName, ResolvedEnvironment>
}

function resolveEnvironment(declared: Environment): ResolvedEnvironment {
  const { target, variables = {} } = declared
  if (target === "local") return { target, options: {}, variables, secrets: {}, url: undefined, token: undefined }
  const { options, secrets = {}, url, token } = declared
  return { target, options, variables, secrets, url, token }
}
