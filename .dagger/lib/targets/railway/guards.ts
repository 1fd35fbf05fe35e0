/**
 * Owns what keeps a false success out, one decision each; the conformance tests switch them off one by one. Pure.
 */
import { z } from "zod"
import { platformError } from "../platform-api.js"
import type { Seen } from "./answers.js"
import { imageOf } from "./image.js"
import { type Meaning, meaningOf } from "./state.js"

const GraphqlError = z.object({
  message: z.string().catch("no message"),
  traceId: z.string().optional().catch(undefined),
  extensions: z.object({ code: z.string() }).optional().catch(undefined),
})
type GraphqlError = z.infer<typeof GraphqlError>
const Errors = z.object({ errors: z.array(GraphqlError).nonempty() })

const FOR_GOOD = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "BAD_REQUEST"]
const NOT_FOR_YOU = ["UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND"]
/** Railway gives the code INTERNAL_SERVER_ERROR to these as well. */
const PLAIN_NO =
  /not authori[sz]ed|unauthori[sz]ed|unauthenticated|forbidden|permission|not found|cannot query|unknown (argument|type)|syntax error|^variable |invalid (token|input|value|id)\b/i

function isPlainNo({ message, extensions }: GraphqlError): boolean {
  return [...FOR_GOOD, ...NOT_FOR_YOU].includes(extensions?.code ?? "") || PLAIN_NO.test(message)
}

interface Wrong {
  state: "failed" | "unknown"
  reason: string
}

export const guards = {
  /** What an answer of status 200 says went wrong; whatever data it sends beside that is not to be relied on. */
  errorIn(body: unknown): string | undefined {
    const wrong = Errors.safeParse(body)
    if (!wrong.success) return undefined
    const { errors } = wrong.data
    const trace = errors.find(({ traceId }) => traceId)?.traceId
    return `${errors.map(({ message }) => message).join("; ")}${trace ? ` (trace ${trace})` : ""}`
  },

  /** Anything but a plain no may be a hiccup; a read that asks once too often does no harm. */
  mayPass(body: unknown): boolean {
    const wrong = Errors.safeParse(body)
    return wrong.success && !wrong.data.errors.some(isPlainNo)
  },

  /** A false with status 200 is no success. */
  isDone: (answer: boolean): boolean => answer,

  meaningOf: (status: string): Meaning => meaningOf(status),

  /** What is up may be up with what was live before, or with what a tag has become. */
  wrongImage({ meta }: Seen, digest: string): Wrong | undefined {
    const serves = imageOf(meta)?.digest
    if (serves === undefined) return { state: "unknown", reason: "Railway does not say which digest it serves" }
    return serves === digest ? undefined : { state: "failed", reason: `it serves ${serves}, not ${digest}` }
  },

  isStopped: ({ deploymentStopped }: Seen): boolean => deploymentStopped,

  /** An error with status 200 is one that happened within, before or after the deed. */
  mayHaveHappened(error: unknown): boolean {
    const known = platformError(error)
    return known?.trouble === "lost" || known?.status === 200
  },

  /** A deployment that came after this run wrote its release down, and of which something may come yet. */
  isWorthTakingUp: ({ status }: Seen): boolean => ["under-way", "up"].includes(meaningOf(status)),
}
