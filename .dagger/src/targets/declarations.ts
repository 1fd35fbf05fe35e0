/** Owns the list of targets as the config knows them. Pure. */
import type { Declaration } from "./declaration.js"
import { kubernetesDeclaration } from "./kubernetes/options.js"
import { localDeclaration } from "./local-options.js"
import { renderDeclaration } from "./render/options.js"

export const declarations = {
  local: localDeclaration,
  kubernetes: kubernetesDeclaration,
  render: renderDeclaration,
} as const satisfies Record<string, Declaration>

export type TargetName = keyof typeof declarations
export const TARGETS = Object.keys(declarations) as TargetName[]
