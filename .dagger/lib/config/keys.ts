/** Owns which keys the schema allows where, for "did you mean". Pure. */
import { type Document, isMap } from "yaml"
import type { z } from "zod"

/** The keys that the schema allows at a path, given what is written on the way there. */
export function keysAt(root: z.core.$ZodType, path: PropertyKey[], document: Document): string[] {
  let candidates = [root]
  path.forEach((part, depth) => {
    const open = candidates.flatMap((schema) => unwrap(schema, document.getIn(path.slice(0, depth))))
    candidates = open.flatMap((schema) => child(schema, part))
  })
  const shapes = candidates.flatMap((schema) => unwrap(schema, document.getIn(path))).map(shapeOf)
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape ?? {})))]
}

interface Wrapping {
  innerType?: z.core.$ZodType
  options?: z.core.$ZodType[]
  discriminator?: string
}

/** What may stand here; where one key says which shape is meant, only that one. */
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  const { innerType, options, discriminator } = schema._zod.def as Wrapping
  if (innerType) return unwrap(innerType, value)
  if (!options) return [schema]
  const told = discriminator !== undefined && isMap(value) ? value.get(discriminator) : undefined
  const meant = options.filter((option) => discriminatorOf(option, discriminator)?.has(told as never))
  return (meant.length > 0 ? meant : options).flatMap((option) => unwrap(option, value))
}

function discriminatorOf(option: z.core.$ZodType, key: string | undefined): Set<unknown> | undefined {
  return key === undefined ? undefined : option._zod.propValues?.[key]
}

function child(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  const def = schema._zod.def as { valueType?: z.core.$ZodType; element?: z.core.$ZodType }
  const next = shapeOf(schema)?.[String(part)] ?? def.valueType ?? def.element
  return next ? [next] : []
}

function shapeOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> | undefined {
  return (schema._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape
}
