/** Shows that what stands in the way back is found before production is touched, on real images and a real Postgres. */
import type { Directory } from "@dagger.io/dagger"
import { beforeAll, describe, expect, it } from "vitest"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import { imageOf } from "../../.dagger/lib/steps/build.js"
import { pushEmbedded } from "../../.dagger/lib/steps/publish.js"
import { readiness } from "../../.dagger/lib/steps/readiness.js"
import type { Deployment } from "../../.dagger/lib/targets/target.js"
import { contextFor, sample, useSession } from "./harness.js"

useSession()

const PROJECT = "test-readiness"
const VERSIONS = "app/migrations/versions"

interface Release {
  previous?: Deployment
  change?: (source: Directory) => Directory
  config?: (text: string) => string
  force?: string
}

/** The release that the step is asked about: built and pushed, as `publish` leaves it. */
async function offered({ previous, change = (source) => source, config, force }: Release): Promise<Context> {
  const source = change(await sample(PROJECT, config))
  const context = await contextFor(source, force ? { force } : {})
  const image = await pushEmbedded(imageOf(source, context.config), context, context.request.version)
  Object.assign(context.handed, { image, previous })
  return context
}

async function served(): Promise<Deployment> {
  const { handed, request, config } = await offered({})
  const image = handed.image!
  const variables = {
    ...config.environments.production.variables,
    APP_VERSION: "v1",
    GIT_SHA: "c1",
    IMAGE_DIGEST: image.digest,
  }
  // A database that is not there: whoever reaches for it instead of the step's own fails.
  const elsewhere = { DATABASE_URL: "postgresql://production.invalid/shop" }
  return {
    environment: "production",
    image,
    version: "v1",
    sha: "c1",
    run: request.run,
    variables: { ...variables, ...elsewhere },
    at: new Date().toISOString(),
  }
}

const revision = (up: string, down: string, parent = "0003", name = "0004") => `import sqlalchemy as sa
from alembic import op

revision = "${name}"
down_revision = "${parent}"


def upgrade() -> None:
    ${up}


def downgrade() -> None:
    ${down}
`

const adding =
  (text: string, name = "0004") =>
  (source: Directory) =>
    source.withNewFile(`${VERSIONS}/${name}.py`, text)
const ADD = 'op.add_column("documents", sa.Column("note", sa.Text))'
const UNDO = 'op.drop_column("documents", "note")'

const partOf = ({ parts }: Outcome, name: string) => parts!.find((part) => part.name === name)!
const statuses = ({ parts }: Outcome) => Object.fromEntries(parts!.map(({ name, status }) => [name, status]))

describe("readiness", () => {
  let previous: Deployment
  beforeAll(async () => {
    previous = await served()
  })

  it("of a first release walks all of the sample's revisions, and says that there is nothing to go back to", async () => {
    const context = await offered({})
    const outcome = await readiness(context)

    expect(outcome.status, outcome.summary).toBe("passed")
    expect(outcome.summary).toContain("first release: nothing to go back to, `rollback.firstRelease` decides")
    expect(statuses(outcome)).toEqual({
      "previous image": "passed",
      platform: "skipped",
      migrations: "passed",
      "old image on the new schema": "skipped",
      flags: "passed",
      "alert rules": "passed",
      notifiers: "skipped",
    })
    expect(partOf(outcome, "migrations").summary).toContain("backward-compatible: 0001, 0002, 0003")
    expect(context.handed).toMatchObject({ migrations: "backward-compatible", wayBack: { able: false } })
    expect(await outcome.files!.file("walk.txt").contents()).toMatch(/up 0001[^]*down 0001[^]*up again 0003/)
  })

  it("passes a revision that only adds, with the old image's probes on the new schema", async () => {
    const context = await offered({ previous, change: adding(revision(ADD, UNDO)) })
    const outcome = await readiness(context)

    expect(outcome.status, outcome.summary).toBe("passed")
    expect(partOf(outcome, "previous image").summary).toContain(`${previous.image.digest} is there`)
    expect(partOf(outcome, "old image on the new schema")).toMatchObject({
      status: "passed",
      summary: expect.stringMatching(/^v1 on the new schema: 6 probes as expected/) as string,
    })
    expect(context.handed).toMatchObject({ migrations: "backward-compatible", wayBack: { able: true } })
  })

  it.each([
    {
      name: "two heads",
      change: (source: Directory) => adding(revision(ADD, UNDO, "0002", "0003b"), "0003b")(source),
      migrations: "failed",
      old: "skipped",
      says: "the new image has 2 heads: 0003",
      verdict: "unknown",
    },
    {
      name: "an empty way down",
      change: adding(revision('op.execute("UPDATE documents SET type = type")', "pass")),
      migrations: "failed",
      old: "passed",
      says: "irreversible: 0004.py: its way down does nothing",
      verdict: "irreversible",
    },
    {
      name: "a way up that takes away",
      change: adding(
        revision(
          'op.drop_column("documents", "text_sha256")',
          'op.add_column("documents", sa.Column("text_sha256", sa.String(64)))',
        ),
      ),
      migrations: "failed",
      old: "failed",
      says: "reversible: 0004.py:9: drop_column documents text_sha256",
      verdict: "reversible",
    },
    {
      name: "a way down that fails on the database",
      change: adding(revision(ADD, 'op.drop_table("nowhere")')),
      migrations: "failed",
      old: "passed",
      says: '"down 0004" fails on a real database',
      verdict: "irreversible",
    },
    {
      name: "a revision that only adds, and breaks the old image all the same",
      change: adding(
        revision(
          'op.create_check_constraint("closed", "documents", "false", postgresql_not_valid=True)',
          'op.drop_constraint("closed", "documents", type_="check")',
        ),
      ),
      migrations: "passed",
      old: "failed",
      says: "backward-compatible: 0004 only add",
      verdict: "reversible",
    },
  ])("stops $name", async ({ change, migrations, old, says, verdict }) => {
    const context = await offered({ previous, change })
    const outcome = await readiness(context)

    expect(outcome.status).toBe("failed")
    expect(statuses(outcome)).toMatchObject({ migrations, "old image on the new schema": old })
    expect(partOf(outcome, "migrations").summary).toContain(says)
    expect(context.handed.migrations).toBe(verdict)
  })

  it("stops a missing flag and a previous image that is gone, and goes on only with a reason, which is kept", async () => {
    const gone = { ...previous, image: { ...previous.image, digest: `sha256:${"0".repeat(64)}` } }
    const change = (source: Directory) => source.withNewFile("app/flags.json", '{"flags": {}}')
    const mute = () => Promise.resolve([{ name: "pager", reachable: false, reason: "status 403" }])
    const stopped = await readiness(await offered({ previous: gone, change }), mute)
    const forced = await readiness(await offered({ previous: gone, change, force: "the owner agreed" }), mute)

    expect(stopped.status).toBe("failed")
    expect(statuses(stopped)).toMatchObject({
      "previous image": "failed",
      migrations: "inconclusive",
      flags: "failed",
      notifiers: "failed",
    })
    expect(partOf(stopped, "previous image").summary).toContain("is gone from the registry")
    expect(partOf(stopped, "flags").summary).toContain("pdf-upload (roneira/api/upload.py) is not in flags.json")
    expect(forced.status).toBe("passed")
    expect(forced.summary).toMatch(/^OVERRIDDEN: the owner agreed\nprevious image \(failed\):/)
    expect(statuses(forced)).toEqual(statuses(stopped))
    expect(JSON.parse(await forced.files!.file("readiness.json").contents())).toMatchObject({
      force: "the owner agreed",
    })
  })
})
