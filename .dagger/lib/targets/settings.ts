/** Owns a target's view of its environment in the config. Pure. */
import type { OptionsOf, ResolvedEnvironment } from "../config/environments.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { TargetName } from "./declarations.js"

/** The options that the config gives to this target; the config's union made sure that they are its own. */
export function optionsOf<N extends TargetName>(
  { config }: Pick<Context, "config">,
  environment: EnvironmentName,
  name: N,
): OptionsOf<N> {
  const declared: ResolvedEnvironment = config.environments[environment]
  if (declared.target !== name) throw new Error(`bug: ${environment} is on ${declared.target}, not on ${name}`)
  return declared.options as OptionsOf<N>
}
