/** Owns what a call of the module was given, and makes of it what the pipeline works with. */
import type { Directory } from "@dagger.io/dagger"
import type { Shipway } from "../../src/index.js"
import type { EnvironmentName } from "../../src/names.js"
import { readConfig } from "../config/read.js"
import type { ResolvedConfig } from "../config/resolve.js"
import { systemClock } from "../exec/poll.js"
import { reachDirectly } from "../exec/reach.js"
import { stateOf } from "../journal/choose.js"
import type { Context } from "../pipeline/context.js"
import { newRequest, type RequestOptions } from "../pipeline/request.js"
import { environmentNamed } from "../select.js"
import { targetsOf } from "../targets/index.js"
import { passedSecrets } from "../targets/secrets.js"
import { tokensOf } from "./passed.js"

/** The fields of a class, without its functions. */
type Fields<T> = { [K in keyof T as T[K] extends (...words: never[]) => unknown ? never : K]: T[K] }

/** What the module was given, and the repository that the function works on. */
export type Given = Fields<Shipway> & { source: Directory }

export async function contextOf(
  given: Given,
  config: ResolvedConfig,
  options: RequestOptions,
  source = given.source,
): Promise<Context> {
  const { registryPassword, slackWebhook, pagerdutyKey, githubToken, webhookSecret, journalFile: file } = given
  const request = await newRequest(source, options)
  const real = request.scope === "release"
  // Dagger's progress output shows what the module prints.
  const announce = (line: string) => console.log(`shipway ${line}`)
  return {
    config,
    source,
    request,
    clock: systemClock,
    reach: reachDirectly,
    registryPassword,
    notifySecrets: { slackWebhook, pagerdutyKey, githubToken, webhookSecret },
    announce,
    secrets: passedSecrets(tokensOf(given), given.secrets ?? []),
    dockerSocket: given.dockerSocket,
    fetch,
    target: await targetsOf(config, request),
    state: await stateOf(config, { real, file, githubToken, fetch, clock: systemClock, announce }),
    handed: { deployments: {} },
  }
}

/** What a person on call works on: the records of real releases. */
export async function onCall(
  given: Given,
  environment: string,
  options: RequestOptions = {},
): Promise<[Context, EnvironmentName]> {
  const config = await readConfig(given.source, given.config)
  const place = environmentNamed(environment)
  return [await contextOf(given, config, { ...options, scope: "release" }), place]
}
