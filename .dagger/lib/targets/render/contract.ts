/** Owns what is read of Render's answers: the vendor publishes an OpenAPI file but no package, so this is its part of it. Pure. */
import { z } from "zod"

/** Every other key is let through: the vendor adds some without notice. */
export const Deploy = z.object({
  id: z.string().min(1),
  /** Judged, not parsed: a status that is new is an answer too. */
  status: z.string().min(1),
  trigger: z.string().optional(),
  image: z.object({ ref: z.string().optional(), sha: z.string().optional() }).nullish(),
  createdAt: z.string(),
  finishedAt: z.string().nullish(),
})

export const Deploys = z.array(z.object({ deploy: Deploy })).transform((all) => all.map(({ deploy }) => deploy))

export const Service = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  ownerId: z.string(),
  suspended: z.string(),
  autoDeploy: z.string().optional(),
  imagePath: z.string().optional(),
  serviceDetails: z.object({ url: z.string().optional(), runtime: z.string().optional(), env: z.string().optional() }),
})

export const Logs = z.object({ logs: z.array(z.object({ timestamp: z.string(), message: z.string() })) })

export const EnvVars = z
  .array(z.object({ envVar: z.object({ key: z.string(), value: z.string() }) }))
  .transform((all) => Object.fromEntries(all.map(({ envVar: { key, value } }) => [key, value])))

export type Deploy = z.output<typeof Deploy>
export type Service = z.output<typeof Service>
