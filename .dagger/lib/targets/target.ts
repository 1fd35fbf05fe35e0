/** Owns the interface of a target: the adapter for the platform an environment lives on. */
import type { Context } from "../pipeline/context.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Declaration } from "./declaration.js"
import type { TargetName } from "./declarations.js"

/** A reference with a digest. */
export interface Image {
  repository: string
  tag: string
  digest: string
}

/** An image plus a version, offered to an environment by a run. */
export interface Release {
  image: Image
  version: string
  sha: string
  run: string
}

/** A release living in an environment, as the platform recorded it. */
export interface Deployment extends Release {
  /** The platform's own name for it, where it has one. */
  id?: string
  environment: EnvironmentName
  variables: Record<string, string>
  at: string
  /** Said where more than one image serves at once: which. Nothing is live then; the rest is the last release that was. */
  mixed?: string
}

/** Whose log is read: a deployment, or a release whose deployment did not get that far. */
export type Logged = Release & Pick<Deployment, "id">

/** As many lines of a log are asked for. */
export const LOG_LINES = 100

/** How a command in the environment ended, with the end of what it said. */
export interface Ran {
  exitCode: number
  output: string
}

/** Whether the platform can go back to what it serves now, in its own words; asked before production is touched. */
export interface WayBack {
  able: boolean
  reason: string
}

export interface Target extends Declaration {
  name: TargetName
  /** Runs the app's migrations with the new image against the environment's database. */
  migrate(context: Context, environment: EnvironmentName, image: Image, command: string[]): Promise<Ran>
  /** Serves this image and waits until the platform says that it does; adopts a deployment of this run in flight. */
  deploy(
    context: Context,
    environment: EnvironmentName,
    release: Release,
    variables: Record<string, string>,
  ): Promise<Deployment>
  /** What the platform says is live, or that it is mixed; nothing when the environment never had a release. */
  current(context: Context, environment: EnvironmentName): Promise<Deployment | undefined>
  /** Every release that was live, newest first. */
  history(context: Context, environment: EnvironmentName): Promise<Deployment[]>
  wayBack(context: Context, environment: EnvironmentName, to: Deployment | undefined): Promise<WayBack>
  /** The platform's own rollback to a recorded deployment; waits until that is live again, and answers with what is. */
  rollback(context: Context, environment: EnvironmentName, to: Deployment): Promise<Deployment>
  /** Ends what serves; for a first release that has nothing to go back to. */
  takeDown(context: Context, environment: EnvironmentName): Promise<void>
  /** The base URL of a deployment: the environment's `url:`, else what the platform says. */
  url(context: Context, deployment: Deployment): Promise<string>
  /**
   * The last lines that the app wrote there, oldest first, for the report alone. Nothing when there are none of this
   * release. A target without it cannot read them.
   */
  logs?(context: Context, environment: EnvironmentName, of: Logged): Promise<string>
  /** For doctor: what the credential can see and may do, in words; throws when a release would fail for it. */
  check(context: Context, environment: EnvironmentName): Promise<string>
}
