/** Owns what the embedded platform knows of its environments: a file of records per scope, in a cache volume. */
import { type Container, dag } from "@dagger.io/dagger"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Deployment, Image } from "./target.js"

export type PlatformRecord =
  | { type: "migrated"; image: Image; attempt: string }
  | { type: "accepted"; deployment: Deployment }
  | { type: "live"; deployment: Deployment }
  | { type: "down" }

/** Which environment of which project, and whose records: those of one rehearsal, or of all real releases. */
export interface Place {
  project: string
  environment: EnvironmentName
  scope: string
}

/** What the last rehearsal that shipped left in production; every rehearsal begins with it. */
export const SHIPPED = "shipped"

export async function readRecords(place: Place): Promise<PlatformRecord[]> {
  const text = await volume(place)
    .withExec(["sh", "-c", `cat "/releases/$1.jsonl" 2>/dev/null || true`, "sh", place.scope])
    .stdout()
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PlatformRecord)
}

export async function addRecord(place: Place, record: PlatformRecord): Promise<void> {
  const script = `printf '%s\\n' "$2" >> "/releases/$1.jsonl" && sync`
  await volume(place)
    .withExec(["sh", "-c", script, "sh", place.scope, JSON.stringify(record)])
    .sync()
}

function volume({ project, environment }: Place): Container {
  return dag
    .container()
    .from(IMAGES.shell)
    .withMountedCache("/releases", dag.cacheVolume(`shipway-${project}-${environment}-releases`))
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
}

/** What serves; nothing before the first release, and after it was taken down. */
export function liveOf(records: readonly PlatformRecord[]): Deployment | undefined {
  const last = records.findLast(({ type }) => type === "live" || type === "down")
  return last?.type === "live" ? last.deployment : undefined
}

/** A deployment that was accepted and never told to be live. */
export function inFlightOf(records: readonly PlatformRecord[]): Deployment | undefined {
  const last = records.findLast(({ type }) => type !== "migrated")
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
