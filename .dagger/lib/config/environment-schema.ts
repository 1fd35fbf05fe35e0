/** Owns what a user may write under environments: – a platform, its options, and the environment's own variables. */
import { z } from "zod"
import { type Declaration, SecretUri } from "../targets/declaration.js"
import { declarations, TARGETS } from "../targets/declarations.js"
import { suggest } from "./suggest.js"
import { VariableName, Variables } from "./variables-schema.js"

const ownBase = {
  variables: Variables.optional(),
  secrets: z
    .record(VariableName, SecretUri)
    .optional()
    .describe("Variables whose value is a secret passed with --secrets, such as DATABASE_URL: env://PRODUCTION_DB."),
  url: z
    .string()
    .regex(/^https?:\/\/[^@/]+(\/[^@]*)?$/, "an http(s) URL, without a user or password in it")
    .transform((url) => url.replace(/\/+$/, ""))
    .optional()
    .describe("Where it is reached. Default: what the platform says."),
  token: SecretUri.optional().describe("Another credential of the platform than the flag's, passed with --secrets."),
}

function on<N extends string, O extends z.ZodObject>({ name, options }: Declaration<N, O>) {
  return z.strictObject({
    target: z.literal(name).describe("The platform adapter."),
    options,
    ...ownBase,
  })
}

const Local = z.strictObject({
  target: z.literal("local").default("local").describe("The platform adapter."),
  variables: Variables.optional(),
})

export const Environment = z.discriminatedUnion(
  "target",
  [
    Local,
    on(declarations.railway),
    on(declarations.render),
    on(declarations.vercel),
    on(declarations.kubernetes),
    on(declarations.compose),
  ],
  {
    error: ({ code, input }) => (code === "invalid_union" ? unknownTarget(input) : undefined),
  },
)

function unknownTarget(input: unknown): string | undefined {
  const target = (input as { target?: unknown } | null)?.target
  if (typeof target !== "string") return undefined
  const near = suggest(target, TARGETS)
  return `there is no such target${near ? `; did you mean ${near}?` : `; known: ${TARGETS.join(", ")}`}`
}

export type Environment = z.output<typeof Environment>
