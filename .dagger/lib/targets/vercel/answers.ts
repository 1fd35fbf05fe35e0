/** Owns the shapes of Vercel's answers, of which nothing more is read than stands here. Pure. */
import { z } from "zod"

const Meta = z.record(z.string(), z.string()).catch({})

/** One deployment, as it is answered by itself. */
export const Shown = z.object({
  id: z.string().min(1),
  url: z.string().min(1),
  readyState: z.string().min(1),
  readyStateReason: z.string().nullish(),
  errorCode: z.string().nullish(),
  errorMessage: z.string().nullish(),
  createdAt: z.number(),
  meta: Meta,
})
export type Shown = z.infer<typeof Shown>

/** One deployment, as it stands in a list. */
const Listed = z
  .object({
    uid: z.string().min(1),
    url: z.string().min(1),
    readyState: z.string().min(1),
    readySubstate: z.string().nullish(),
    createdAt: z.number(),
    meta: Meta,
    softDeletedByRetention: z.boolean().nullish(),
  })
  .transform(({ uid, ...rest }) => ({ id: uid, ...rest }))
export type Listed = z.output<typeof Listed>

export const Page = z.object({
  deployments: z.array(Listed),
  pagination: z.object({ next: z.number().nullable() }),
})

/** What the project was last told to serve, and how far that is. */
const AliasRequest = z.object({
  jobStatus: z.string().min(1),
  toDeploymentId: z.string().min(1),
  requestedAt: z.number(),
  type: z.string().min(1),
})
export type AliasRequest = z.infer<typeof AliasRequest>

export const Project = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  alias: z.array(z.object({ domain: z.string().min(1), target: z.string(), redirect: z.string().nullish() })).catch([]),
  targets: z
    .object({ production: z.object({ id: z.string().min(1), alias: z.array(z.string()).nullish() }).nullish() })
    .nullish(),
  lastAliasRequest: AliasRequest.nullish(),
  rollingRelease: z.object({}).nullish(),
  ssoProtection: z.object({}).nullish(),
  passwordProtection: z.object({}).nullish(),
  /** Its keys are the secrets themselves: no complaint about a value may quote its key. */
  protectionBypass: z.record(z.string(), z.object({ scope: z.string() }).catch({ scope: "" })).nullish(),
  paused: z.boolean().nullish(),
})
export type Project = z.infer<typeof Project>

export const FailedAliases = z.object({
  aliases: z.array(z.object({ alias: z.string(), status: z.string() })).catch([]),
})

interface Entry {
  name: string
  type: string
  uid?: string | undefined
  children?: Entry[] | undefined
}
const Entry: z.ZodType<Entry> = z.object({
  name: z.string(),
  type: z.string(),
  uid: z.string().optional(),
  children: z.array(z.lazy(() => Entry)).optional(),
})
export const Tree = z.array(Entry)

/** Lines of its log; Vercel puts what they say at one of two places, and tells of other events in between. */
const Said = { text: z.string().optional(), date: z.number().optional() }
export const Events = z
  .array(z.object({ ...Said, created: z.number().optional(), payload: z.object(Said).optional() }))
  .transform((all) =>
    all.flatMap(({ payload, text = payload?.text, date, created }) =>
      text === undefined ? [] : [{ text: text.trimEnd(), at: date ?? payload?.date ?? created ?? 0 }],
    ),
  )

/** A file that was sent, in base64. */
export const Content = z.object({ data: z.string() })
