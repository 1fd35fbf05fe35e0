/**
 * Owns what the config has to know of a target: its name, its options, its credential. Pure.
 *
 * The config never imports a target itself, for a target imports `dag`. So a target's declaration stands in its folder,
 * in a pure file of its own (targets/NAME/options.ts); the target spreads it, and targets/declarations.ts lists it.
 */
import { z } from "zod"

/** The constructor arguments that carry a platform's credential. */
export type TokenFlag = "railwayToken" | "renderToken" | "vercelToken" | "kubeconfig" | "sshKey"

export interface Credential {
  /** The argument that carries it, unless the environment names another secret under `token:`. */
  flag: TokenFlag
  /** In words, as an error says it: "the API key". */
  what: string
}

export interface Declaration<N extends string = string, O extends z.ZodObject = z.ZodObject> {
  name: N
  /** What an environment may write under `options:`. */
  options: O
  credential?: Credential
  /** Whether every use needs the credential; by default so, where there is one. */
  needsCredential?(options: z.output<O>): boolean
  /** The secrets that its options name: where within them, and by which URI. */
  secretsIn?(options: z.output<O>): Record<string, string>
  /** Whether the platform cannot say where a deployment is reached, so that the environment's `url:` has to. */
  needsUrl?: true
  /** Where migrations run: in the engine, with the environment's `secrets:`, or on the platform. */
  migratesIn: "engine" | "platform"
}

/** A secret as the config names it: by the URI it was passed with. */
export const SecretUri = z
  .string()
  .regex(/^[a-z][a-z0-9+]*:\/\/\S+$/, "a secret's URI, such as env://NAME, passed with --secrets")

/** Where a platform's API is; only tests and private installations change it. */
export const endpoint = (by: string) =>
  z
    .string()
    .regex(/^https?:\/\/[^@/]+(\/[^@]*)?$/, "an http(s) URL, without a user or password in it")
    .default(by)
    .describe("Where the platform's API is; a stand-in in tests.")

/** How long a deployment may take until it serves. */
export const deployDeadline = (by: number) =>
  z.int().min(30).max(7200).default(by).describe(`What is not live by then has failed. Default ${by}.`)
