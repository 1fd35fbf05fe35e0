/** Owns the map of targets, and which of them an environment is on. */
import type { ResolvedConfig } from "../config/resolve.js"
import { ENVIRONMENTS, type EnvironmentName } from "../../src/names.js"
import type { Request } from "../pipeline/context.js"
import type { TargetName } from "./declarations.js"
import type { Target } from "./target.js"

/** Each is loaded where an environment is on it, and not before. */
export const targets: Record<TargetName, () => Promise<Target>> = {
  local: async () => (await import("./local/index.js")).local,
  railway: async () => (await import("./railway/index.js")).railway,
  render: async () => (await import("./render/index.js")).render,
  vercel: async () => (await import("./vercel/index.js")).vercel,
  kubernetes: async () => (await import("./kubernetes/index.js")).kubernetes,
  compose: async () => (await import("./compose/index.js")).compose,
}

/** Real releases go where the config says; everything else stays inside the engine, whatever it says. */
export async function targetsOf(
  config: ResolvedConfig,
  { scope }: Request,
): Promise<(environment: EnvironmentName) => Target> {
  const on = (name: EnvironmentName) => (scope === "release" ? config.environments[name].target : "local")
  const loaded = await Promise.all(ENVIRONMENTS.map(async (name) => [name, await targets[on(name)]()] as const))
  const found = new Map(loaded)
  return (environment) => found.get(environment)!
}
