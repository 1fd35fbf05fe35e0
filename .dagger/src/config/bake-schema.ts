/** Owns what a user may write under bake: and alerts:. */
import { z } from "zod"
import { Severity } from "../names.js"

export const AlertRule = z.strictObject({
  expr: z.string().min(1).describe("A PromQL condition; any sample it leaves is the alert."),
  forSeconds: z.int().min(0).default(0).describe("How long it must hold before it fires."),
  severity: z.enum(Severity).describe("What it means for the release when it fires."),
  summary: z.string().optional().describe("What a person is told."),
})

export const Bake = z.strictObject({
  durationSeconds: z.int().min(1).describe("How long production is watched."),
})

export type AlertRule = z.infer<typeof AlertRule>
export type Bake = z.infer<typeof Bake>
