/** Owns which keys the schema allows where, for "did you mean". Pure. */
import type { z } from "zod"

/** The keys that the schema allows at a path. */
export function keysAt(root: z.core.$ZodType, path: PropertyKey[]): string[] {
  let candidates = [root]
  for (const part of path) candidates = candidates.flatMap(unwrap).flatMap((schema) => child(schema, part))
  return [...new Set(candidates.flatMap(unwrap).flatMap((schema) => Object.keys(shapeOf(schema) ?? {})))]
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as { innerType?: z.core.$ZodType; options?: z.core.$ZodType[] }
  if (def.innerType) return unwrap(def.innerType)
  return def.options ? def.options.flatMap(unwrap) : [schema]
}

function child(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  const def = schema._zod.def as { valueType?: z.core.$ZodType; element?: z.core.$ZodType }
  const next = shapeOf(schema)?.[String(part)] ?? def.valueType ?? def.element
  return next ? [next] : []
}

function shapeOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> | undefined {
  return (schema._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape
}
