/** Owns the map of targets, and which of them an environment is on. */
import type { ResolvedConfig } from "../config/resolve.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Request } from "../pipeline/context.js"
import type { TargetName } from "./declarations.js"
import { compose } from "./compose/index.js"
import { kubernetes } from "./kubernetes/index.js"
import { local } from "./local/index.js"
import { railway } from "./railway/index.js"
import { render } from "./render/index.js"
import type { Target } from "./target.js"
import { vercel } from "./vercel/index.js"

export const targets = { local, railway, render, vercel, kubernetes, compose } as const satisfies Record<
  TargetName,
  Target
>

/** Real releases go where the config says; everything else stays inside the engine, whatever it says. */
export function targetsOf(config: ResolvedConfig, { scope }: Request): (environment: EnvironmentName) => Target {
  return (environment) => (scope === "release" ? targets[config.environments[environment].target] : targets.local)
}
