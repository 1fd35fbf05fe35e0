/** Shows that a migration on a Docker host runs once, is never unseen, and answers with its own exit code, whatever breaks. */
import { beforeEach, describe, expect, it } from "vitest"
import { release, Stage } from "../conformance/stage.js"
import type { Crash } from "../conformance/subject.js"
import { refused } from "./answers.js"
import { type ComposePlatform, fakeHost, target } from "./subject.js"

let host: ComposePlatform
let stage: Stage
beforeEach(async () => {
  host = await fakeHost()
  stage = new Stage({ target, start: fakeHost, triesPerRead: 3, mutations: [] }, host)
})

const COMMAND = ["alembic", "upgrade", "head"]
/** Its changes to the host come in this order; the ones after it only clear up. */
const BEGINS = ["pull", "lock", "begin"].length

function migrate(run = "ours", crash?: Crash) {
  const { context } = stage.attempt(crash)
  const asked = { ...context, request: { ...context.request, run, version: "v1", sha: "v1" } }
  return stage.ask((it) => target.migrate(it, "production", release(1).image, COMMAND), asked)
}
const messageOf = (answer: unknown) => (answer instanceof Error ? answer.message : JSON.stringify(answer))
const left = () => host.docker.migrations.containers

describe("a migration", () => {
  it.each([0, 3])("answers with its exit code and its words, and leaves nothing behind: %i", async (exitCode) => {
    Object.assign(host.docker.migrations.next, { exitCode, says: "0001 -> 0002\n" })

    expect(await migrate()).toEqual({ exitCode, output: "0001 -> 0002" })
    expect([left(), host.docker.locks]).toEqual([[], []])
  })

  it("that Docker cannot start is an error, and no container is left", async () => {
    host.docker.migrations.next.startable = false

    expect(messageOf(await migrate())).toMatch(/compose did not migrate[^]*"alembic": executable file not found/)
    expect(left()).toEqual([])
  })

  it("that is not over in time is stopped and has failed, with whichever code it then ends", async () => {
    Object.assign(host.docker.migrations.next, { seconds: 9000, exitCode: 0, says: "half of it\n" })

    expect(messageOf(await migrate())).toMatch(/not over within 3600 s and was stopped; its last words:\nhalf of it/)
    expect(left()).toEqual([])
  })
})

describe("the way to the host", () => {
  it.each(["500", "reset mid-body", "hang"] as const)("lost while it begins (%s): it is begun once", async (fault) => {
    host.fail("changes", fault, 1, BEGINS - 1)

    expect(await migrate()).toMatchObject({ exitCode: 0 })
    expect(host.docker.migrations.begun).toBe(1)
  })

  it("lost between creating and starting: it is started", async () => {
    const { migrations } = host.docker
    const begin = migrations.begin.bind(migrations)
    migrations.begin = (argv) => {
      begin(argv)
      Object.assign(left()[0]!, { started: undefined, ends: 5000 })
      return refused("error during connect: unexpected EOF")
    }

    expect(await migrate()).toMatchObject({ exitCode: 0, output: "migrated" })
    expect(migrations.begun).toBe(1)
  })

  it("lost while it is waited for: the same container is waited for again", async () => {
    Object.assign(host.docker.migrations.next, { seconds: 600, exitCode: 3 })
    const run = host.docker.run.bind(host.docker)
    let drops = 3
    host.docker.run = (argv, given) =>
      argv[2] === "wait" && drops-- > 0 ? refused("client_loop: send disconnect: Broken pipe") : run(argv, given)

    expect(await migrate()).toMatchObject({ exitCode: 3 })
    expect(host.docker.migrations.begun).toBe(1)
  })

  it("lost for good: the error says which container may run on, and how to see its end", async () => {
    host.docker.migrations.next.seconds = 600
    const run = host.docker.run.bind(host.docker)
    host.docker.run = (argv, given) =>
      left().length > 0 ? refused("ssh: connect to host docker: No route to host") : run(argv, given)

    expect(messageOf(await migrate())).toMatch(/may run on[^]*Hint: See how it ends: `docker wait shipway-migrate-\S+`/)
  })
})

describe("an attempt that died while it migrated", () => {
  it.each([0, 3])("is taken up by the next under the same run, with its exit code: %i", async (exitCode) => {
    Object.assign(host.docker.migrations.next, { seconds: 600, exitCode })
    expect(await migrate("ours", { at: BEGINS, after: true })).toBeInstanceOf(Error)
    host.docker.migrations.next.exitCode = 7

    expect(await migrate()).toMatchObject({ exitCode })
    expect(host.docker.migrations.begun).toBe(1)
    expect(stage.told).toContain("· production: the migration that this run began is taken up")
    expect(left()).toEqual([])
  })

  it("keeps another run from migrating beside it; when it is over, the other goes on", async () => {
    host.docker.migrations.next.seconds = 9000
    await migrate("theirs", { at: BEGINS, after: true })
    // The lock of who is dead ends with the time that the work may take.
    await host.clock.sleep(4_000_000)

    expect(messageOf(await migrate("ours"))).toMatch(
      /the migration of run theirs, \S+, is running[^]*Nothing was changed/,
    )
    expect(host.docker.migrations.begun).toBe(1)

    await host.clock.sleep(9_000_000)
    host.docker.migrations.next.seconds = 5
    expect(await migrate("ours")).toMatchObject({ exitCode: 0 })
    expect(stage.told.join("\n")).toMatch(/the migration of run theirs, \S+, is exited with exit code 0; it is removed/)
  })
})

it("a container that somebody removed meanwhile is not begun again: nobody knows how it ended", async () => {
  const run = host.docker.run.bind(host.docker)
  host.docker.run = (argv, given) => {
    if (argv[2] === "wait") left().length = 0
    return run(argv, given)
  }

  expect(messageOf(await migrate())).toContain("is gone, so nobody knows how it ended")
  expect(host.docker.migrations.begun).toBe(1)
})
