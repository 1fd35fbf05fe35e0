/** Owns reading what look.sh says of a host, and what of it serves. Pure. */
import { z } from "zod"
import { canonical } from "../../exec/registry.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Deployment, Image } from "../target.js"
import { readLabels } from "./labels.js"

const Labels = z
  .record(z.string(), z.string())
  .nullable()
  .transform((labels) => labels ?? {})

const State = z.object({
  Status: z.string(),
  ExitCode: z.number(),
  OOMKilled: z.boolean().default(false),
  StartedAt: z.string(),
  Health: z.object({ Status: z.string() }).nullish(),
})

const Line = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("daemon"), time: z.iso.datetime({ offset: true }) }),
  z.object({
    kind: z.literal("container"),
    id: z.string(),
    name: z.string(),
    image: z.string(),
    labels: Labels,
    created: z.string(),
    restarts: z.number(),
    state: State,
  }),
  z.object({
    kind: z.literal("image"),
    id: z.string(),
    digests: z
      .array(z.string())
      .nullable()
      .transform((digests) => digests ?? []),
    tags: z
      .array(z.string())
      .nullable()
      .transform((tags) => tags ?? []),
  }),
  z.object({ kind: z.literal("lock"), id: z.string(), labels: Labels, created: z.string() }),
  z.object({ kind: z.literal("record"), name: z.string(), labels: Labels }),
  z.object({
    kind: z.literal("migration"),
    id: z.string(),
    name: z.string(),
    labels: Labels,
    restarts: z.number(),
    state: State,
  }),
])

type Line = z.output<typeof Line>
type Of<K extends Line["kind"]> = Extract<Line, { kind: K }>
export type SeenContainer = Of<"container">
export type SeenLock = Of<"lock">
export type SeenMigration = Of<"migration">

export interface Seen {
  /** By the host's own clock. */
  now: number
  containers: SeenContainer[]
  images: Of<"image">[]
  locks: SeenLock[]
  records: Of<"record">[]
  migrations: SeenMigration[]
}

/** Throws where the answer is not whole: what cannot be read is never "nothing there". */
export function readSeen(text: string): Seen {
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => Line.parse(JSON.parse(line)))
  const of = <K extends Line["kind"]>(kind: K) => lines.filter((line): line is Of<K> => line.kind === kind)
  const [daemon] = of("daemon")
  if (!daemon) throw new Error("the daemon does not say its time")
  const now = Date.parse(daemon.time)
  const [images, locks, records, migrations] = [of("image"), of("lock"), of("record"), of("migration")]
  return { now, containers: of("container"), images, locks, records, migrations }
}

/** Every digest that the image which a container really runs is known by, in this repository. */
export function digestsOf(seen: Seen, { image }: SeenContainer, repository: string): string[] {
  const found = seen.images.find(({ id }) => id === image)?.digests ?? []
  // Docker leaves out what Docker Hub's names have in common.
  return found
    .map((one) => one.split("@"))
    .filter(([name]) => canonical(name!) === canonical(repository))
    .map(([, digest]) => digest!)
}

/** What one container is, by the image that it runs; labels count only if they say the same. */
export function deploymentIn(seen: Seen, container: SeenContainer, environment: EnvironmentName): Deployment {
  const labelled = readLabels(container.labels, environment, container.created)
  const id = container.id.slice(0, 12)
  if (labelled && digestsOf(seen, container, labelled.image.repository).includes(labelled.image.digest))
    return { ...labelled, id }
  const image = unlabelled(seen, container)
  return { id, image, version: "", sha: "", run: "", environment, variables: {}, at: container.created }
}

/** Put there by somebody else: its digest is all that is known; one that no registry ever had goes by its own id. */
function unlabelled(seen: Seen, container: SeenContainer): Image {
  const { digests, tags } = seen.images.find(({ id }) => id === container.image) ?? { digests: [], tags: [] }
  const [repository = "", digest = container.image] = digests[0]?.split("@") ?? []
  return { repository: repository || (tags[0]?.replace(/:[^:/]*$/, "") ?? ""), tag: "", digest }
}

/** In words, for errors: what stands there now. */
export function situationOf(seen: Seen): string {
  if (seen.containers.length === 0) return "no container of the service is there"
  return seen.containers.map((container) => `${nameOf(container)} ${conditionOf(container)}`).join("; ")
}

/** Whatever ran in it has ended. */
export function isOver({ state: { Status } }: Pick<SeenContainer, "state">): boolean {
  return Status === "exited" || Status === "dead"
}

export function nameOf({ name }: Pick<SeenContainer, "name">): string {
  return name.replace(/^\//, "")
}

export function conditionOf({ state, restarts }: Pick<SeenContainer, "state" | "restarts">): string {
  const { Status, ExitCode, OOMKilled, Health } = state
  const ended = isOver({ state }) ? ` with exit code ${ExitCode}` : ""
  const memory = OOMKilled ? ", out of memory" : ""
  const again = restarts > 0 ? `, restarted ${restarts} time${restarts === 1 ? "" : "s"}` : ""
  const health = Health && Health.Status !== "none" && Status === "running" ? ` and ${Health.Status}` : ""
  return `is ${Status}${health}${ended}${memory}${again}`
}
