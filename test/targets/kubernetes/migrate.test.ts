/** Shows migrating in a cluster: by a Job that runs once, whatever becomes of the one who began it. */
import { describe, expect, it } from "vitest"
import { digest, release, Stage } from "../conformance/stage.js"
import { type Crash, type Fault, FAULTS } from "../conformance/subject.js"
import type { Ran } from "../../../.dagger/lib/targets/target.js"
import { fakeKubernetes, target } from "./subject.js"

const COMMAND = ["alembic", "upgrade", "head"]

async function stage() {
  const platform = await fakeKubernetes()
  const it = new Stage({ target, start: fakeKubernetes, triesPerRead: 4, mutations: [] }, platform)
  const migrate = (crash?: Crash): Promise<Ran | Error> =>
    it.ask((context) => target.migrate(context, "production", release(1).image, COMMAND), it.attempt(crash).context)
  return { platform, jobs: platform.cluster.jobs, migrate }
}

const WELL = { exitCode: 0, output: "migrated" }

it("runs the release's image with the command, and is over when the Job is", async () => {
  const { platform, jobs, migrate } = await stage()
  jobs.next.seconds = 90
  const begun = platform.clock.now()
  expect(await migrate()).toEqual(WELL)
  expect(platform.clock.now() - begun).toBeGreaterThanOrEqual(90_000)
  expect(jobs.begun.map(({ spec }) => spec.template.spec.containers)).toMatchObject([
    [{ name: "app", image: `registry.example/shop@${digest(1)}`, command: COMMAND }],
  ])
})

it("does not run what ran well again, and what failed only when it is asked for again", async () => {
  const { jobs, migrate } = await stage()
  jobs.next.exitCode = 3
  expect(await migrate()).toEqual({ exitCode: 3, output: "migrated" })
  expect(jobs.begun).toHaveLength(1)
  jobs.next.exitCode = 0
  expect(await migrate()).toEqual(WELL)
  expect(await migrate()).toEqual(WELL)
  expect(jobs.begun).toHaveLength(2)
})

it("that does not end is a failure at the deadline, and is waited for when it is asked for again", async () => {
  const { jobs, migrate } = await stage()
  jobs.next.seconds = 1200
  expect(await migrate()).toMatchObject({ exitCode: 1, output: expect.stringMatching(/has not ended/) as string })
  expect(await migrate()).toEqual(WELL)
  expect(jobs.begun).toHaveLength(1)
})

describe("runs once", () => {
  it.each(FAULTS)("when the answer to its creation is %s", async (fault: Fault) => {
    const { platform, jobs, migrate } = await stage()
    platform.fail("changes", fault, 1)
    const first = await migrate()
    if (fault !== "429") expect(first).toMatchObject({ code: "PLATFORM_CALL" })
    expect(await migrate()).toEqual(WELL)
    expect(jobs.begun).toHaveLength(1)
  })

  it.each(FAULTS)("when looks are answered with %s meanwhile", async (fault: Fault) => {
    const { platform, jobs, migrate } = await stage()
    jobs.next.seconds = 60
    platform.fail("reads", fault, 9, 1)
    expect(await migrate()).toEqual(WELL)
    expect(jobs.begun).toHaveLength(1)
  })

  it.each([false, true])("when its creator died, the Job made: %s", async (after) => {
    const { jobs, migrate } = await stage()
    expect(await migrate({ at: 1, after })).toBeInstanceOf(Error)
    expect(jobs.begun).toHaveLength(after ? 1 : 0)
    expect(await migrate()).toEqual(WELL)
    expect(jobs.begun).toHaveLength(1)
  })
})
