/** Owns one case's stage: a platform, one attempt after the other at it, and everything that anybody was told. */
import type { Secret } from "@dagger.io/dagger"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import type { ResolvedConfig } from "../../../.dagger/lib/config/resolve.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Deployment, Release } from "../../../.dagger/lib/targets/target.js"
import { minimal, yamlOf } from "../../config/config-text.js"
import type { Crash, Platform, Subject } from "./subject.js"

/** Stands for every credential; it must never be seen again. */
export const CANARY = "rnd-canary-5f1e7a-token"
export const REPOSITORY = "registry.example/shop"

export function digest(number: number): string {
  return `sha256:${number.toString(16).padStart(64, "0")}`
}

export function release(number: number, run = `run-${number}`): Release {
  const version = `v${number}`
  return { image: { repository: REPOSITORY, tag: version, digest: digest(number) }, version, sha: version, run }
}

export class Stage {
  readonly told: string[] = []
  readonly problems: string[] = []
  /** Called with every line as it is announced. */
  onAnnounced: (line: string) => void = () => {}
  private readonly config: ResolvedConfig

  constructor(
    readonly subject: Subject,
    readonly platform: Platform,
  ) {
    const image = { repository: REPOSITORY }
    const environments = { production: platform.environment }
    this.config = loadConfig(yamlOf({ ...minimal, image, environments }), "shipway.yaml")
  }

  /** A new process that knows nothing of the ones before. */
  attempt(crash?: Crash): { context: Context; crashed: () => boolean } {
    const { clock } = this.platform
    const { parts, crashed } = this.platform.attempt(crash)
    const context = {
      config: this.config,
      clock,
      request: { run: "run", attempt: crypto.randomUUID(), since: clock.now(), scope: "release" },
      secrets: { tokens: tokens(this.subject), named: () => Promise.resolve(new Map()) },
      fetch: () => Promise.reject(new Error("this platform is not reached by fetch")),
      target: () => this.subject.target,
      announce: (line: string) => {
        this.told.push(line)
        this.onAnnounced(line)
      },
      handed: { deployments: {} },
      ...parts,
    } as unknown as Context
    return { context, crashed }
  }

  /** What the target answers, or the error that it ends with; either is something that people are told. */
  async ask<T>(call: (context: Context) => Promise<T>, context = this.attempt().context): Promise<T | Error> {
    try {
      const answer = await call(context)
      this.told.push(JSON.stringify(answer) ?? "nothing")
      return answer
    } catch (error) {
      this.told.push((error as Error).message)
      return error as Error
    }
  }

  deploy(of: Release, variables: Record<string, string> = {}, context?: Context): Promise<Deployment | Error> {
    return this.ask((it) => this.subject.target.deploy(it, "production", of, variables), context)
  }

  current(): Promise<Deployment | undefined | Error> {
    return this.ask((it) => this.subject.target.current(it, "production"))
  }

  /** Deployed without any trouble: what a case builds on. */
  async deployed(...numbers: number[]): Promise<Deployment[]> {
    const all: Deployment[] = []
    for (const number of numbers) {
      const deployment = await this.deploy(release(number))
      if (deployment instanceof Error) throw deployment
      all.push(deployment)
    }
    return all
  }

  check(holds: boolean, otherwise: string): void {
    if (!holds) this.problems.push(otherwise)
  }

  equal(seen: unknown, expected: unknown, what: string): void {
    const [one, other] = [seen, expected].map((value) =>
      value instanceof Error ? value.message : JSON.stringify(value),
    )
    this.check(one === other, `${what} is ${one}, not ${other}`)
  }

  /** A clear error: its code, where, and something to do. */
  failed(answer: unknown, words: RegExp): void {
    if (!(answer instanceof Error)) return this.check(false, `no error, but ${JSON.stringify(answer)}`)
    this.check(/^\[[A-Z_]+\] /.test(answer.message), `not of the catalogue: ${answer.message}`)
    this.check(/\nHint: \S/.test(answer.message), `says nothing to do: ${answer.message}`)
    this.check(words.test(answer.message), `does not say ${words}: ${answer.message}`)
  }

  /** Both what the target says and what requests reach. */
  async serving(number: number | undefined): Promise<void> {
    const expected = number === undefined ? undefined : digest(number)
    this.equal(this.platform.serves(), expected, "what serves")
    const current = await this.current()
    this.equal(current instanceof Error ? current : current?.image.digest, expected, "what is told to be current")
  }
}

function tokens({ target }: Subject): Record<string, Secret> {
  if (!target.credential) return {}
  return { [target.credential.flag]: { plaintext: () => Promise.resolve(CANARY) } as unknown as Secret }
}
