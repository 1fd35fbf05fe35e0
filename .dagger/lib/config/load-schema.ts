/** Owns what a user may write under load:. */
import { z } from "zod"

export const Endpoint = z.strictObject({
  method: z.enum(["GET", "POST"]).default("GET"),
  path: z.string().startsWith("/"),
  body: z.json().optional(),
})

export const Scenario = z.strictObject({
  ratePerSecond: z.int().min(1).describe("Requests started per second, whatever the answers take (open model)."),
  durationSeconds: z.int().min(1),
  endpoints: z.array(Endpoint).min(1).describe("Requested in turn."),
  thresholds: z.strictObject({
    p95Seconds: z.number().positive().default(3).describe("95th percentile of expected responses, strictly below."),
    errorPercent: z.number().positive().max(100).default(5).describe("Failed requests, strictly below."),
    minRequests: z.int().min(1).describe("Fewer samples than this prove nothing: inconclusive."),
  }),
})

const Scenarios = z.strictObject({
  order: z
    .enum(["together", "in-turn"])
    .default("together")
    .describe("Whether the scenarios run at the same time, or one after the other as they are declared."),
  scenarios: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, "a name is lower-case letters, digits and dashes"), Scenario)
    .refine((all) => Object.keys(all).length > 0, "at least one scenario")
    .describe("Each is a load of its own, judged by its own thresholds."),
})

export const Load = z.union([Scenario, Scenarios])

export type Endpoint = z.infer<typeof Endpoint>
/** One load: where only one is declared, all there is. */
export type Scenario = z.infer<typeof Scenario>
export type Load = z.infer<typeof Load>
