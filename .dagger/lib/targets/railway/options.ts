/** Owns the declaration of the Railway target. Pure. */
import { z } from "zod"
import { type Declaration, deployDeadline, endpoint, SecretUri } from "../declaration.js"

const id = (what: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "an id as Railway shows it: 8-4-4-4-12 hexadecimal digits")
    .describe(`${what}; Ctrl-K on its page of railway.com copies it.`)

const Registry = z.strictObject({
  username: z.string().min(1),
  password: SecretUri.describe("The password that Railway pulls with, passed with --secrets."),
})

export const RailwayOptions = z.strictObject({
  project: id("The project's id"),
  environment: id("The id of the environment within the project"),
  service: id("The service's id"),
  tokenKind: z
    .enum(["project", "account"])
    .default("project")
    .describe("A project token is for one environment of one project; an account token may do all that its owner may."),
  registry: Registry.optional().describe("For an image that not everybody may pull."),
  healthcheckPath: z.string().startsWith("/").optional().describe("Must answer 200. Default: image.healthPath."),
  healthcheckTimeoutSeconds: z.int().min(1).max(3600).default(300).describe("Not healthy by then has failed."),
  restartPolicy: z.enum(["ALWAYS", "ON_FAILURE", "NEVER"]).default("ON_FAILURE"),
  restartMaxRetries: z.int().min(0).max(1000).default(10).describe("How often ON_FAILURE tries."),
  replicas: z.int().min(1).max(50).optional().describe("Default: as many as Railway is set to."),
  overlapSeconds: z.int().min(0).optional().describe("How long the old deployment serves beside the new one."),
  drainingSeconds: z.int().min(0).optional().describe("How long the old one has between SIGTERM and SIGKILL."),
  deadlineSeconds: deployDeadline(900),
  // At the smallest plan Railway answers 100 requests an hour.
  pollSeconds: z.int().min(1).max(60).default(5).describe("How often a deployment is looked at."),
  endpoint: endpoint("https://backboard.railway.com/graphql/v2"),
})

export type RailwayOptions = z.output<typeof RailwayOptions>

export const railwayDeclaration = {
  name: "railway",
  options: RailwayOptions,
  credential: { flag: "railwayToken", what: "a project token" },
  secretsIn: ({ registry }: RailwayOptions): Record<string, string> =>
    registry ? { "registry.password": registry.password } : {},
  migratesIn: "engine",
} as const satisfies Declaration<"railway", typeof RailwayOptions>
