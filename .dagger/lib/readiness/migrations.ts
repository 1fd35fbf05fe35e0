/** Owns the question of the schema: which revisions are new, what their files say, and whether they go up, down and up. */
import { type Container, dag } from "@dagger.io/dagger"
import type { Migrations } from "../config/readiness.js"
import { describe, lastLines } from "../errors.js"
import { asset } from "../exec/assets.js"
import { OUT, runTool } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { IMAGES } from "../images.js"
import { StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { MigrationVerdict } from "../rollback/decision.js"
import { attach, label } from "../services/attached.js"
import { services } from "../services/index.js"
import { type Answer, no, unclear } from "./answer.js"
import { judgeMigrations, type Stopped } from "./migration-verdict.js"
import { freshRevisions, type Fresh, headsIn, readRevisions, type RevisionFiles } from "./revisions.js"
import { type Move, movesOf, scriptOf, stoppedAt } from "./walk.js"

export interface Schema extends Answer {
  verdict: MigrationVerdict
  /** Whether there is a new revision; nothing when that is not known. */
  fresh: boolean | undefined
}

const READER = ["python.py", "read.py", "sql.py"]
const LOG = "walk.txt"

export async function migrations(
  context: Context,
  declared: Migrations,
  images: { old: Container | undefined; new: Container },
): Promise<Schema> {
  const known = (answer: Answer): Schema => ({ ...answer, verdict: "unknown", fresh: undefined })
  const head = await oneHead(context, images.new, declared, "the new image")
  if (typeof head !== "string") return known(head)
  const from = images.old && (await oneHead(context, images.old, declared, "the previous image", "may have none"))
  if (from !== undefined && typeof from !== "string") return known(from)
  const read = await filesOf(images.new, declared)
  const fresh = freshRevisions(read, head, from || undefined)
  if ("puzzle" in fresh) return known(unclear(fresh.puzzle))
  const strange = declared.contracts.filter((name) => !read.revisions.some(({ revision }) => revision === name))
  if (strange.length > 0) return known(no(`contracts: names ${strange.join(", ")}, which is no revision`))
  return judged(context, declared, images.new, fresh)
}

async function judged(context: Context, declared: Migrations, image: Container, fresh: Fresh): Promise<Schema> {
  const walked = fresh.revisions.length > 0 ? await walk(context, declared, image, movesOf(fresh, declared)) : undefined
  const { verdict, ...answer } = judgeMigrations(fresh, walked?.stopped, declared.contracts)
  const files = { "migrations.json": JSON.stringify({ verdict, ...fresh }, null, 2) }
  return {
    ...answer,
    verdict,
    fresh: fresh.revisions.length > 0,
    files: walked ? { ...files, "walk.txt": walked.output } : files,
  }
}

/** The one revision that an image ends at, "" when it has none and may; else why that is not known. */
async function oneHead(
  { request }: Context,
  image: Container,
  { heads }: Migrations,
  whose: string,
  none?: "may have none",
): Promise<string | Answer> {
  const run = await runTool(image, heads, { since: request.since })
  if (isDeath(run)) return unclear(`${whose} cannot be asked for its head: ${lastLines(run.died, 5)}`)
  if (run.exitCode !== 0)
    return { ...no(`${heads.join(" ")} fails in ${whose} with exit code ${run.exitCode}`), tail: tailOf(run) }
  const found = headsIn(run.stdout)
  if (found.length > 1)
    return no(`${whose} has ${found.length} heads: ${found.join(", ")}; merge them, or nobody knows which one is meant`)
  if (found.length === 0 && !none) return unclear(`${heads.join(" ")} names no revision in ${whose}`)
  return found[0] ?? ""
}

/** Read in a Python of our own: the image need not have one, and what is read is not run. */
async function filesOf(image: Container, { folder, reader }: Migrations): Promise<RevisionFiles> {
  const scripts = READER.reduce((all, name) => all.withNewFile(name, asset(`revisions/${name}`)), dag.directory())
  const output = await dag
    .container()
    .from(IMAGES.python)
    .withMountedDirectory("/reader", scripts)
    .withMountedDirectory("/revisions", image.directory(folder))
    .withExec(["python", "-B", "/reader/read.py", "/revisions", ...reader])
    .stdout()
    .catch((error: unknown) => {
      throw new Error(`the revision files in ${folder} cannot be read: ${describe(error)}`)
    })
  return readRevisions(output)
}

async function walk(
  { config, request }: Context,
  declared: Migrations,
  image: Container,
  moves: readonly Move[],
): Promise<{ stopped: Stopped | undefined; output: string }> {
  const labels = { question: "migrations", attempt: request.attempt }
  const base = label(attach(image, services(config.services, labels)), labels)
  const run = await runTool(base, ["sh", "-c", scriptOf(moves, `${OUT}/${LOG}`)], { since: request.since })
  if (isDeath(run)) throw new Error(`${declared.up[0]!} could not be tried on a database: ${lastLines(run.died, 10)}`)
  const log = (await run.out.entries()).includes(LOG) ? await run.out.file(LOG).contents() : ""
  const stopped = stoppedAt(moves, run.exitCode, log)
  const output = `${run.stdout}${run.stderr}`
  return { stopped: stopped && { ...stopped, tail: tailOf(run) }, output }
}

function tailOf({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return lastLines(`${stdout}${stderr}`, 20)
}

export const NOT_DECLARED: Schema = {
  status: StepStatus.Skipped,
  summary: "the config has no readiness.migrations",
  verdict: "unknown",
  fresh: undefined,
}

export const NO_MIGRATIONS: Schema = {
  status: StepStatus.Skipped,
  summary: "the config has no image.migrate, so no schema changes",
  verdict: "none",
  fresh: false,
}
