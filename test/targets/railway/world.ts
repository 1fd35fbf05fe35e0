/** Owns a world with a stand-in for Railway in it: a server, a clock that only sleeping moves, and one environment there. */
import type { Secret } from "@dagger.io/dagger"
import { onTestFinished } from "vitest"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import type { Release } from "../../../.dagger/lib/targets/target.js"
import { ACCOUNT_TOKEN, type FakeRailway, fakeRailway, PROJECT_TOKEN, type Refusals } from "./fake.js"
import { ENVIRONMENT, type Platform, PROJECT, SERVICE } from "./platform.js"

/** A release is two dozen requests over a real connection: time enough on a busy machine. */
export const BUSY = { timeout: 60_000 }
export const REPOSITORY = "ghcr.io/acme/shop"
export const DATABASE = "postgres://shop:canary-database-password@db.internal/shop"
export const PULL_PASSWORD = "canary-registry-password-55"

export interface World {
  fake: FakeRailway
  platform: Platform
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
  const fake = await fakeRailway()
  onTestFinished(() => fake.close())
  const { platform, refusals, base } = fake
  const announced: string[] = []
  const config = loadConfig(yaml(base.endpoint, options, environment), "shipway.yaml")
  const named = new Map([
    ["env://STAGING_DB", secret(DATABASE)],
    ["env://PULL", secret(PULL_PASSWORD)],
  ])
  const railwayToken = secret(token ?? (options.includes("tokenKind: account") ? ACCOUNT_TOKEN : PROJECT_TOKEN))
  const context = {
    config,
    clock: base.clock,
    ...fake.attempt(undefined).parts,
    secrets: { tokens: { railwayToken }, named: () => Promise.resolve(named) },
    announce: (line: string) => void announced.push(line),
    target: () => railway,
  } as unknown as Context
  return { fake, platform, refusals, announced, context }
}

/** The first request of this operation is heard, and its answer is not. */
export function losing(world: World, operation: string): void {
  const { fetch } = world.context
  let lost = false
  world.context.fetch = async (url, init) => {
    const response = await fetch(url, init)
    if (lost || !(init?.body as string).includes(` ${operation}(`)) return response
    lost = true
    throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } })
  }
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
