/** Owns what the embedded platform knows of its environments: records, oldest first, one JSON text per line. Pure. */
import { z } from "zod"
import type { EnvironmentName } from "../../../src/names.js"
import type { Deployment, Release } from "../target.js"

const Image = z.object({ repository: z.string(), tag: z.string(), digest: z.string() })

const Lived = z.object({
  image: Image,
  version: z.string(),
  sha: z.string(),
  run: z.string(),
  environment: z.custom<EnvironmentName>((name) => typeof name === "string"),
  variables: z.record(z.string(), z.string()),
  at: z.string(),
})

const PlatformRecord = z.discriminatedUnion("type", [
  z.object({ type: z.literal("migrated"), image: Image, attempt: z.string() }),
  z.object({ type: z.literal("accepted"), deployment: Lived }),
  z.object({ type: z.literal("live"), deployment: Lived }),
  z.object({ type: z.literal("down") }),
])

export type PlatformRecord = z.infer<typeof PlatformRecord>

/** What the last rehearsal that shipped left in production; every rehearsal begins with it. */
export const SHIPPED = "shipped"

/** Throws with the line that is no record: what cannot be read is never taken for nothing. */
export function recordsIn(text: string): PlatformRecord[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line, index) => {
      try {
        return PlatformRecord.parse(JSON.parse(line))
      } catch {
        throw new Error(`line ${index + 1} is cut off, or no record that this version knows: ${line.slice(0, 60)}`)
      }
    })
}

/** Each by itself, so that tests can show what would slip through without it. */
export const guards = {
  /** What this run began already is taken up, never begun again. */
  begunBefore(records: readonly PlatformRecord[], release: Release): Deployment | undefined {
    return [liveOf(records), inFlightOf(records)].find((known) => known && isSame(known, release))
  },

  /** A write that is answered well is believed when it is seen; others may write at the same time. */
  isWritten(after: string, id: string): boolean {
    return after.includes(id)
  },

  /** Whether nobody else has written of a deployment since these were read. */
  isAlone(before: readonly PlatformRecord[], after: readonly PlatformRecord[]): boolean {
    return ofDeployments(after).length <= ofDeployments(before).length + 1
  },

  isHealthy(status: number): boolean {
    return status === 200
  },
}

export function isSame(one: Release, other: Release): boolean {
  return one.image.digest === other.image.digest && one.run === other.run
}

/** What serves; nothing before the first release, and after it was taken down. */
export function liveOf(records: readonly PlatformRecord[]): Deployment | undefined {
  const last = records.findLast(({ type }) => type === "live" || type === "down")
  return last?.type === "live" ? last.deployment : undefined
}

/** A deployment that was accepted and never told to be live. */
export function inFlightOf(records: readonly PlatformRecord[]): Deployment | undefined {
  const last = ofDeployments(records).at(-1)
  return last?.type === "accepted" ? last.deployment : undefined
}

/** Every release that was live, newest first. */
export function historyOf(records: readonly PlatformRecord[]): Deployment[] {
  return records.flatMap((record) => (record.type === "live" ? [record.deployment] : [])).reverse()
}

export function schemaOf(
  records: readonly PlatformRecord[],
): Extract<PlatformRecord, { type: "migrated" }> | undefined {
  return records.findLast((record) => record.type === "migrated")
}

function ofDeployments(records: readonly PlatformRecord[]): PlatformRecord[] {
  return records.filter(({ type }) => type !== "migrated")
}
