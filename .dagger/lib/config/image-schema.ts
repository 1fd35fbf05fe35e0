/** Owns what a user may write under image: – how it is built, where it is pushed, and what lies beside it there. */
import { z } from "zod"
import { SecretUri } from "../targets/declaration.js"
import { Variables } from "./variables-schema.js"

const Command = z.array(z.string().min(1)).min(1).describe("An argument list, run without a shell.")

const Sign = z.strictObject({
  key: SecretUri.describe("The private key: PEM, ECDSA on P-256. Passed with --secrets."),
  password: SecretUri.optional().describe("The key's password, where it has one. Passed with --secrets."),
})

export const Image = z.strictObject({
  dockerfile: z.string().default("Dockerfile"),
  include: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Globs of the build context; nothing else can cause a rebuild. Default: everything."),
  port: z.int().min(1).max(65535).default(8000).describe("The port the service listens on."),
  repository: z.string().optional().describe("Where `publish` pushes. Without one: the embedded registry."),
  username: z.string().optional().describe("The registry user for --registry-password."),
  variables: Variables.optional().describe("Variables of the service wherever it is deployed."),
  migrate: Command.optional().describe("The migration command, run once in the new image before it serves."),
  healthPath: z.string().startsWith("/").default("/health").describe("Answers 200 as soon as the process serves."),
  sbom: z
    .enum(["spdx-json", "cyclonedx-json", "none"])
    .optional()
    .describe(
      "What `publish` attaches beside the image: the list of what is in it, made by syft. Default: spdx-json for what is pushed to image.repository, none in the embedded registry.",
    ),
  sign: Sign.optional().describe("Signs what `publish` pushes to image.repository, as cosign verifies it."),
})

export type ImageConfig = z.infer<typeof Image>
export type Sbom = Exclude<NonNullable<ImageConfig["sbom"]>, "none">

/** A real push always says what is in it; a rehearsal spares itself the tools for that, unless they are to be rehearsed. */
export function sbomOf({ sbom }: Pick<ImageConfig, "sbom">, real: boolean): Sbom | undefined {
  const chosen = sbom ?? (real ? "spdx-json" : "none")
  return chosen === "none" ? undefined : chosen
}
