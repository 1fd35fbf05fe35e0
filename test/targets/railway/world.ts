/** Owns a world with a stand-in for Railway in it: a server, a clock that only sleeping moves, and one environment there. */
import type { Secret } from "@dagger.io/dagger"
import { loadConfig } from "../../../.dagger/src/config/load.js"
import type { Context } from "../../../.dagger/src/pipeline/context.js"
import { railway } from "../../../.dagger/src/targets/railway/index.js"
import type { Release } from "../../../.dagger/src/targets/target.js"
import { type Vendor, vendor } from "../../notify/fakes/vendor.js"
import { ACCOUNT_TOKEN, answerOf, PROJECT_TOKEN, type Refusals } from "./fake.js"
import { ENVIRONMENT, Platform, PROJECT, SERVICE } from "./platform.js"

export const REPOSITORY = "ghcr.io/acme/shop"
export const DATABASE = "postgres://shop:canary-database-password@db.internal/shop"
export const PULL_PASSWORD = "canary-registry-password-55"

export interface World {
  platform: Platform
  server: Vendor
  refusals: Refusals
  announced: string[]
  context: Context
}

export interface Choices {
  options?: string
  environment?: string
  token?: string
}

export async function newWorld({ options = "", environment = "", token }: Choices = {}): Promise<World> {
  const platform = new Platform()
  const refusals: Refusals = new Map()
  const server = await vendor(() => ({ effects: () => platform.done, answer: answerOf(platform, refusals) }))
  const announced: string[] = []
  const config = loadConfig(yaml(server.url, options, environment), "shipway.yaml")
  const clock = { time: Date.UTC(2026, 0, 2), now: () => clock.time, sleep: (ms: number) => void (clock.time += ms) }
  const named = new Map([
    ["env://STAGING_DB", secret(DATABASE)],
    ["env://PULL", secret(PULL_PASSWORD)],
  ])
  const railwayToken = secret(token ?? (options.includes("tokenKind: account") ? ACCOUNT_TOKEN : PROJECT_TOKEN))
  const context = {
    config,
    clock: { now: clock.now, sleep: (ms: number) => Promise.resolve(clock.sleep(ms)) },
    fetch,
    secrets: { tokens: { railwayToken }, named: () => Promise.resolve(named) },
    announce: (line: string) => void announced.push(line),
    target: () => railway,
  } as unknown as Context
  return { platform, server, refusals, announced, context }
}

function secret(text: string): Secret {
  return { plaintext: () => Promise.resolve(`${text}\n`) } as unknown as Secret
}

function yaml(endpoint: string, options: string, environment: string): string {
  return `
project: shop
image: { port: 8000, healthPath: /health, repository: ${REPOSITORY}, variables: { APP_VERSION: "{version}" } }
environments:
  staging:
    target: railway
    variables: { LOG_LEVEL: DEBUG }
    secrets: { DATABASE_URL: env://STAGING_DB }
    ${environment}
    options:
      project: ${PROJECT}
      environment: ${ENVIRONMENT}
      service: ${SERVICE}
      endpoint: ${endpoint}
      ${options}
`
}

export function digestOf(letter: string): string {
  return `sha256:${letter.repeat(64)}`
}

export function release(letter: string, run = `run-${letter}`): Release {
  const image = { repository: REPOSITORY, tag: `v-${letter}`, digest: digestOf(letter) }
  return { image, version: `v-${letter}`, sha: letter.repeat(40), run }
}

export const variablesFor = ({ version }: Release) => ({ APP_VERSION: version, LOG_LEVEL: "DEBUG" })

export const deploy = ({ context }: World, one: Release) => railway.deploy(context, "staging", one, variablesFor(one))

export const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "",
    (error: Error) => error.message,
  )
