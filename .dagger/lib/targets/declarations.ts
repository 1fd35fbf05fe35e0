/** Owns the list of targets as the config knows them. Pure. */
import type { Declaration } from "./declaration.js"
import { composeDeclaration } from "./compose/options.js"
import { kubernetesDeclaration } from "./kubernetes/options.js"
import { localDeclaration } from "./local/options.js"
import { railwayDeclaration } from "./railway/options.js"
import { renderDeclaration } from "./render/options.js"
import { vercelDeclaration } from "./vercel/options.js"

export const declarations = {
  local: localDeclaration,
  railway: railwayDeclaration,
  render: renderDeclaration,
  vercel: vercelDeclaration,
  kubernetes: kubernetesDeclaration,
  compose: composeDeclaration,
} as const satisfies Record<string, Declaration>

export type TargetName = keyof typeof declarations
export const TARGETS = Object.keys(declarations) as TargetName[]
