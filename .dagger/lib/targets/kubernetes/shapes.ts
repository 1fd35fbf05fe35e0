/** Owns what is read of Kubernetes' answers: as little as is needed, and nothing else is looked at. Pure. */
import { z } from "zod"

const texts = z.record(z.string(), z.string()).optional()

const Metadata = z.object({
  name: z.string(),
  generation: z.number().optional(),
  annotations: texts,
  labels: texts,
  deletionTimestamp: z.string().optional(),
  ownerReferences: z.array(z.object({ name: z.string() })).optional(),
  managedFields: z
    .array(
      z.object({
        manager: z.string().optional(),
        operation: z.string(),
        subresource: z.string().optional(),
        fieldsV1: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
})

const Template = z.object({
  metadata: z.object({ annotations: texts }).optional(),
  spec: z.object({
    containers: z.array(
      z.object({
        name: z.string(),
        image: z.string().optional(),
        env: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
      }),
    ),
  }),
})

export type Template = z.infer<typeof Template>

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastUpdateTime: z.string().optional(),
})

export const LiveDeployment = z.object({
  metadata: Metadata,
  spec: z.object({
    replicas: z.number().optional(),
    paused: z.boolean().optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: Template,
  }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      conditions: z.array(Condition).optional(),
    })
    .optional(),
})

export type LiveDeployment = z.infer<typeof LiveDeployment>

export const ReplicaSet = z.object({
  kind: z.literal("ReplicaSet"),
  metadata: Metadata.extend({ creationTimestamp: z.string().optional() }),
  spec: z.object({ template: Template }),
  status: z.object({ availableReplicas: z.number().optional(), conditions: z.array(Condition).optional() }).optional(),
})

export type ReplicaSet = z.infer<typeof ReplicaSet>

const ContainerState = z.object({ reason: z.string().optional(), message: z.string().optional() })

export const Pod = z.object({
  kind: z.literal("Pod"),
  metadata: Metadata,
  spec: z.object({ containers: z.array(z.object({ name: z.string(), image: z.string().optional() })) }),
  status: z
    .object({
      phase: z.string().optional(),
      conditions: z.array(Condition).optional(),
      containerStatuses: z
        .array(
          z.object({
            name: z.string(),
            ready: z.boolean(),
            restartCount: z.number(),
            imageID: z.string().optional(),
            state: z
              .object({
                waiting: ContainerState.optional(),
                terminated: ContainerState.extend({ exitCode: z.number() }).optional(),
              })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
})

export type Pod = z.infer<typeof Pod>

export const Job = z.object({ status: z.object({ conditions: z.array(Condition).optional() }).optional() })

export const Event = z.object({
  type: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  count: z.number().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  involvedObject: z.object({ kind: z.string().optional(), name: z.string().optional() }),
})

export type Event = z.infer<typeof Event>

/** One that cannot be read is an error: left out, a pod with another image would not be seen. */
export function itemsOf<T>(list: string, kind: string, shape: z.ZodType<T>): T[] {
  const { items } = z.object({ items: z.array(z.looseObject({ kind: z.string() })) }).parse(JSON.parse(list))
  return items.filter((item) => item.kind === kind).map((item) => shape.parse(item))
}
