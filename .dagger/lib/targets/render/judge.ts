/** Owns what Render's words mean for us. Pure. */
import { begunBefore, type Noted } from "../ledger.js"
import type { Deployment, Release } from "../target.js"
import type { Judged } from "../waiting.js"
import type { Deploy } from "./contract.js"

const PROGRESSING = ["created", "queued", "build_in_progress", "pre_deploy_in_progress", "update_in_progress"]
const FAILED = ["build_failed", "pre_deploy_failed", "update_failed"]

/** Replaced one by one in tests, which shows what each of them is there for. */
export const guards = {
  /** Render's own command line takes `deactivated` for a success: it is a deploy that another one replaced. */
  judge({ status }: Deploy): Judged {
    if (PROGRESSING.includes(status)) return { state: "progressing", says: status }
    if (status === "live") return { state: "live" }
    if (FAILED.includes(status)) return { state: "failed", reason: status }
    if (status === "canceled")
      return { state: "failed", reason: "canceled, by a person or after 15 minutes of failing health checks" }
    if (status === "deactivated") return { state: "superseded", reason: "another deploy took its place" }
    return { state: "unknown", reason: `Render says "${status}"` }
  },

  /** Why this deploy is not of that image; nothing when it is. */
  otherImage(deploy: Deploy, digest: string): string | undefined {
    const served = digestOf(deploy)
    if (served === digest) return undefined
    return served ? `it serves ${served}, not ${digest}` : `it names no image; it should be ${digest}`
  },

  /** What this run began in an earlier attempt: it was written down before, so whatever came after that is its own. */
  begun(deploys: readonly Deploy[], ledger: readonly Noted[], release: Release): Deploy | undefined {
    const note = begunBefore(ledger, release)
    const own = note && newerThan(deploys, note.after).filter(({ trigger }) => trigger !== "rollback")
    return own?.find((deploy) => digestOf(deploy) === release.image.digest)
  },

  /**
   * The deploy, live or on its way, that is this release: its own, or what came of going back to it. The image alone says
   * nothing: a newer release may be of the same one with other variables.
   */
  backAt(deploys: readonly Deploy[], ledger: readonly Noted[], to: Deployment): Deploy | undefined {
    const note = begunBefore(ledger, to)
    const since = note ? newerThan(deploys, note.after) : []
    const own = deploys.filter((deploy) => deploy.id === to.id || since.includes(deploy))
    return own.find(
      (deploy) => digestOf(deploy) === to.image.digest && (deploy.status === "live" || isUnderWay(deploy)),
    )
  },

  /** After an answer that was lost: whether there is a deploy that was not there before. */
  made(deploys: readonly Deploy[], after: string | null, digest: string): Deploy | undefined {
    return newerThan(deploys, after).find((deploy) => digestOf(deploy) === digest)
  },
}

/** What was pulled; before that, what was asked for. */
export function digestOf({ image }: Deploy): string | undefined {
  const hex =
    /^(?:sha256:)?([0-9a-f]{64})$/.exec(image?.sha ?? "")?.[1] ?? /@sha256:([0-9a-f]{64})$/.exec(image?.ref ?? "")?.[1]
  return hex && `sha256:${hex}`
}

export function isUnderWay(deploy: Deploy): boolean {
  return guards.judge(deploy).state === "progressing"
}

/** Deploys come newest first. */
export function newerThan(deploys: readonly Deploy[], id: string | null): readonly Deploy[] {
  const end = deploys.findIndex((deploy) => deploy.id === id)
  return end === -1 ? deploys : deploys.slice(0, end)
}
