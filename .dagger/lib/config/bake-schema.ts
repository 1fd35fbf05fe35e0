/** Owns what a user may write under bake: and alerts:. */
import { z } from "zod"
import { Severity } from "../../src/names.js"
import { Endpoint } from "./load-schema.js"

const PromQl = z.string().min(1)

export const AlertName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "an alert's name is letters, digits and underscores, not starting with a digit")

export const AlertRule = z.strictObject({
  expr: PromQl.describe("A PromQL condition; any sample it leaves is the alert."),
  forSeconds: z.int().min(0).default(0).describe("How long it must hold before it fires."),
  severity: z.enum(Severity).describe("What it means for the release when it fires; critical ends the bake at once."),
  evidence: PromQl.describe(
    "A PromQL expression that is above 0 while there is something to judge, such as traffic. Without it the rule is inconclusive, never good.",
  ),
  summary: z.string().min(1).optional().describe("What a person is told."),
})

const Scrape = z.strictObject({
  path: z.string().startsWith("/").default("/metrics"),
})

const BakeLoad = z.strictObject({
  ratePerSecond: z.int().min(1).default(5).describe("Requests started per second: enough for every rule's evidence."),
  endpoints: z.array(Endpoint).min(1).optional().describe("Requested in turn. Default: those of load:."),
})

export const Bake = z.strictObject({
  durationSeconds: z.int().min(1).describe("How long production is watched; an inconclusive bake takes it once more."),
  intervalSeconds: z
    .int()
    .min(1)
    .default(5)
    .describe("Between two scrapes, two evaluations of the rules, and two reports of the load."),
  evidencePercent: z
    .int()
    .min(1)
    .max(100)
    .default(80)
    .describe("How much of the window each rule's evidence must cover; less is inconclusive."),
  scrape: z
    .union([z.literal(false), Scrape])
    .prefault({})
    .describe(
      "How the deployment's own metrics are read. false where the platform lets nobody read them: rules then use the load's series, k6_….",
    ),
  load: BakeLoad.prefault({}).describe("A light load, so that samples keep coming."),
  series: z.record(z.string().min(1), PromQl).optional().describe("What the report draws over time: name → PromQL."),
})

export type AlertRule = z.infer<typeof AlertRule>
export type NamedAlert = AlertRule & { name: string }
export type Bake = z.infer<typeof Bake>
