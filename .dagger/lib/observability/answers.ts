/** Owns reading what Prometheus answers: only what is needed, and an error for anything that cannot be read. Pure. */
import { z } from "zod"

const Labels = z.record(z.string(), z.string())

const ActiveAlert = z.object({ labels: Labels, state: z.string(), activeAt: z.string().optional() })

const RuleState = z.object({
  name: z.string(),
  type: z.string(),
  /** ok, err, or unknown before the first evaluation. */
  health: z.string(),
  lastError: z.string().optional(),
  alerts: z.array(ActiveAlert).default([]),
})

const Rules = z.object({ groups: z.array(z.object({ rules: z.array(RuleState) })) })
const Targets = z.object({
  activeTargets: z.array(z.object({ health: z.string(), lastError: z.string().default("") })),
})
const Matrix = z.object({
  resultType: z.literal("matrix"),
  result: z.array(z.object({ metric: Labels, values: z.array(z.tuple([z.number(), z.string()])) })),
})

export type Labels = z.infer<typeof Labels>
export type RuleState = z.infer<typeof RuleState>
export type TargetState = z.infer<typeof Targets>["activeTargets"][number]

export interface Series {
  labels: Labels
  /** Epoch seconds and value, oldest first; NaN and infinities are numbers here. */
  points: [number, number][]
}

export function readRules(body: string): RuleState[] {
  return dataOf(body, Rules).groups.flatMap(({ rules }) => rules.filter(({ type }) => type === "alerting"))
}

export function readTargets(body: string): TargetState[] {
  return dataOf(body, Targets).activeTargets
}

export function readSeries(body: string): Series[] {
  return dataOf(body, Matrix).result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([at, value]) => [at, numberOf(value)]),
  }))
}

/** Prometheus writes +Inf, -Inf and NaN where JSON has no number. */
function numberOf(text: string): number {
  return Number(text.replace(/Inf$/, "Infinity"))
}

function dataOf<T>(body: string, shape: z.ZodType<T>): T {
  const Answer = z.object({ status: z.string(), error: z.string().optional(), data: z.unknown().optional() })
  const answer = Answer.safeParse(parsed(body))
  if (!answer.success) throw new Error(`Prometheus answers what cannot be read: ${body.slice(0, 120)}`)
  if (answer.data.status !== "success") throw new Error(`Prometheus refuses: ${answer.data.error ?? "no reason given"}`)
  const data = shape.safeParse(answer.data.data)
  if (!data.success) throw new Error(`Prometheus answers what cannot be read: ${z.prettifyError(data.error)}`)
  return data.data
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
