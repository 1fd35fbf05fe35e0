/** Owns what a user may write under load:. */
import { z } from "zod"

export const Endpoint = z.strictObject({
  method: z.enum(["GET", "POST"]).default("GET"),
  path: z.string().startsWith("/"),
  body: z.json().optional(),
})

export const Load = z.strictObject({
  ratePerSecond: z.int().min(1).describe("Requests started per second, whatever the answers take (open model)."),
  durationSeconds: z.int().min(1),
  endpoints: z.array(Endpoint).min(1).describe("Requested in turn."),
  thresholds: z.strictObject({
    p95Seconds: z.number().positive().default(3).describe("95th percentile of expected responses, strictly below."),
    errorPercent: z.number().positive().max(100).default(5).describe("Failed requests, strictly below."),
    minRequests: z.int().min(1).describe("Fewer samples than this prove nothing: inconclusive."),
  }),
})

export type Endpoint = z.infer<typeof Endpoint>
export type Load = z.infer<typeof Load>
