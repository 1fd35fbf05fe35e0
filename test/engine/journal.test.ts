/** Shows journal and lock on real cache volumes: who holds them, who may take over, and what a lost holder may still do. */
import { CacheSharingMode, dag, ReturnType } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import type { Entry } from "../../.dagger/src/journal/entry.js"
import { volumeState } from "../../.dagger/src/journal/volume.js"
import { IMAGES } from "../../.dagger/src/images.js"
import { asset } from "../../.dagger/src/exec/assets.js"
import { useSession } from "./harness.js"

useSession()

/** Waits without waiting: a minute of virtual time is some calls. */
const clock = { at: 0, now: () => clock.at, sleep: (ms: number) => Promise.resolve(void (clock.at += ms)) }
const stateOf = (project: string) => volumeState({ project, clock, announce: () => {} })
const projectOf = (name: string) => `test-${name}-${process.pid}`
const entry = (attempt: string, step: string): Entry => ({ at: "2026-01-01T00:00:00Z", attempt, type: "began", step })
const never = { breakLock: false }

describe("the lock", () => {
  it("lets one run in at a time, and names it to the other", async () => {
    const project = projectOf("exclusive")
    const lease = await stateOf(project).acquire(["staging", "production"], { run: "one", attempt: "a" }, never)

    await expect(stateOf(project).acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
      /\[LOCK_HELD\] production is being released by run one, last heard of \d+ s ago/,
    )
    await lease.release()
    await (await stateOf(project).acquire(["production"], { run: "two", attempt: "b" }, never)).release()
  })

  it("takes all names or none", async () => {
    const project = projectOf("all-or-none")
    await stateOf(project).acquire(["production"], { run: "one", attempt: "a" }, never)
    await expect(
      stateOf(project).acquire(["staging", "production"], { run: "two", attempt: "b" }, never),
    ).rejects.toThrow("[LOCK_HELD]")

    await (await stateOf(project).acquire(["staging"], { run: "three", attempt: "c" }, never)).release()
  })

  it("is won by exactly one of many who ask at the same moment", async () => {
    const project = projectOf("race")
    const asked = await Promise.allSettled(
      ["a", "b", "c", "d"].map((name) => stateOf(project).acquire(["production"], { run: name, attempt: name }, never)),
    )
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  })

  it("makes a second attempt of the same run wait while the first one lives", async () => {
    const project = projectOf("alive")
    await stateOf(project).acquire(["production"], { run: "one", attempt: "a" }, never)

    await expect(stateOf(project).acquire(["production"], { run: "one", attempt: "b" }, never)).rejects.toThrow(
      /\[RUN_UNDER_WAY\] another attempt of run one is at work: its last sign of life is \d+ s old/,
    )
  })

  it("goes to a second attempt of the same run once the first one has not been heard of for a minute", async () => {
    const project = projectOf("stale")
    await raw(project, "acquire 60 one a no production && echo $(($(date +%s) - 61)) > /beats/a")
    const state = stateOf(project)
    await state.acquire(["production"], { run: "one", attempt: "b" }, never)

    await state.append("one", entry("b", "deploy production"))
    const lost = await raw(project, "append one a production")
    expect(lost).toMatchObject({ exitCode: 13, stdout: expect.stringMatching(/^production one \d+\n$/) as string })
  })

  it("goes to another run only by force, however long its holder has been silent", async () => {
    const project = projectOf("forced")
    await raw(project, "acquire 60 one a no production && echo 0 > /beats/a")

    await expect(stateOf(project).acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
      "[LOCK_HELD] production is being released by run one",
    )
    await stateOf(project).acquire(["production"], { run: "two", attempt: "b" }, { breakLock: true })
  })
})

describe("the journal", () => {
  it("keeps every line in order, for whoever reads it next", async () => {
    const project = projectOf("order")
    const state = stateOf(project)
    for (const step of ["publish", "migrate staging", "deploy staging"]) await state.append("one", entry("a", step))

    const read = await stateOf(project).read("one")
    expect(read.map((one) => one.type === "began" && one.step)).toEqual([
      "publish",
      "migrate staging",
      "deploy staging",
    ])
    expect(await stateOf(project).read("two")).toEqual([])
  })

  it("loses nothing but the line that was being written when the writer died", async () => {
    const project = projectOf("torn")
    const state = stateOf(project)
    await state.append("one", entry("a", "publish"))
    await raw(project, `read one > /dev/null; printf '{"at":"2026' >> /state/runs/one/journal.jsonl`)

    expect(await state.read("one")).toHaveLength(1)
  })

  it("keeps what the steps left, also from an earlier attempt", async () => {
    const state = stateOf(projectOf("artefacts"))
    const left = (step: string) => dag.directory().withNewFile(`${step}/output.txt`, step)
    await state.append("one", entry("a", "lint"), left("lint"))
    await state.append("one", entry("b", "test"), left("test"))

    expect(await state.artefacts("one").file("lint/output.txt").contents()).toBe("lint")
    expect((await state.artefacts("one").entries()).sort()).toEqual(["lint/", "test/"])
  })
})

/** The script by hand, as an attempt that is not this test's. */
async function raw(project: string, command: string): Promise<{ exitCode: number; stdout: string }> {
  const ran = dag
    .container()
    .from(IMAGES.shell)
    .withNewFile("/state.sh", asset("state.sh"))
    .withNewFile("/entry", JSON.stringify(entry("a", "by hand")))
    .withMountedCache("/state", dag.cacheVolume(`shipway-${project}-state`), { sharing: CacheSharingMode.Locked })
    .withMountedCache("/beats", dag.cacheVolume(`shipway-${project}-beats`))
    .withEnvVariable("NONCE", crypto.randomUUID())
    .withExec(["sh", "-c", `sh /state.sh ${command}`], { expect: ReturnType.Any })
  const [exitCode, stdout] = await Promise.all([ran.exitCode(), ran.stdout()])
  return { exitCode, stdout }
}
