/** Owns the declaration of the Vercel target. Pure. */
import { z } from "zod"
import { type Declaration, deployDeadline, endpoint } from "../declaration.js"

export const VercelOptions = z.strictObject({
  project: z
    .string()
    .regex(/^(prj_[A-Za-z0-9]+|[a-z0-9][a-z0-9._-]*)$/, "a project's id (prj_…) or its name, as its settings show it")
    .describe("The project that this environment alone lives in; its production domains are the environment."),
  team: z
    .string()
    .regex(/^team_[A-Za-z0-9]+$/, "a team's id: team_…, as the team's settings show it")
    .optional()
    .describe("The team that owns the project. Default: the account of the token."),
  deadlineSeconds: deployDeadline(900),
  pollSeconds: z.int().min(1).max(60).default(5).describe("How often a deployment is looked at."),
  probeSeconds: z
    .int()
    .min(1)
    .max(600)
    .default(60)
    .describe("How long a new deployment may take to answer at its own address before it gets no traffic. Default 60."),
  endpoint: endpoint("https://api.vercel.com"),
})

export type VercelOptions = z.output<typeof VercelOptions>

export const vercelDeclaration = {
  name: "vercel",
  options: VercelOptions,
  credential: { flag: "vercelToken", what: "an access token" },
  migratesIn: "engine",
} as const satisfies Declaration
