/** Owns the shapes of Railway's answers, of which nothing more is read than stands here. Pure. */
import { z } from "zod"

/** One deployment as Railway shows it. */
export const Seen = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  createdAt: z.string(),
  statusUpdatedAt: z.string().nullable(),
  canRollback: z.boolean(),
  deploymentStopped: z.boolean(),
  meta: z.unknown(),
})
export type Seen = z.infer<typeof Seen>

export const Token = z.object({ projectToken: z.object({ projectId: z.string(), environmentId: z.string() }) })

export const Instance = z.object({
  serviceInstance: z.object({
    serviceName: z.string(),
    source: z.object({ image: z.string().nullable() }).nullable(),
  }),
})

export const One = z.object({ deployment: Seen })

export const Page = z.object({
  deployments: z.object({
    edges: z.array(z.object({ node: Seen })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
})

const Payload = z.object({ error: z.string().nullish(), reason: z.string().nullish() })
export const Events = z.object({
  deploymentEvents: z.object({
    edges: z.array(z.object({ node: z.object({ step: z.string(), payload: Payload.nullish() }) })),
  }),
})

export const Logs = z.object({
  deploymentLogs: z.array(z.object({ timestamp: z.string(), severity: z.string().nullish(), message: z.string() })),
})

const Domain = z.object({ domain: z.string().min(1) })
export const Domains = z.object({
  domains: z.object({ customDomains: z.array(Domain), serviceDomains: z.array(Domain) }),
})

export const Variables = z.object({ variables: z.record(z.string(), z.unknown()) })

/** Anything but true is no: Railway's errors come with status 200, and so does its false. */
const yes = <K extends string>(field: K) => z.object({ [field]: z.boolean() } as Record<K, z.ZodBoolean>)
export const Updated = yes("serviceInstanceUpdate")
export const Upserted = yes("variableCollectionUpsert")
export const RolledBack = yes("deploymentRollback")
export const Cancelled = yes("deploymentCancel")
export const Removed = yes("deploymentRemove")
export const Deployed = z.object({ serviceInstanceDeployV2: z.string().min(1) })
