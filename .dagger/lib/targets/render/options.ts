/** Owns the declaration of the Render target. Pure. */
import { z } from "zod"
import { type Declaration, deployDeadline, endpoint } from "../declaration.js"

export const RenderOptions = z.strictObject({
  service: z
    .string()
    .regex(/^srv-[A-Za-z0-9-]+$/, "a service's id: srv-…, as its page's address has it")
    .describe("The web service that runs the image."),
  // Render itself gives up after 15 minutes of failing health checks.
  deadlineSeconds: deployDeadline(1200),
  pollSeconds: z.int().min(1).max(60).default(5).describe("How often a deployment is looked at."),
  endpoint: endpoint("https://api.render.com/v1"),
})

export const renderDeclaration = {
  name: "render",
  options: RenderOptions,
  credential: { flag: "renderToken", what: "an API key" },
  migratesIn: "engine",
} as const satisfies Declaration
