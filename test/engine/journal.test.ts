/** Shows journal and lock on real cache volumes: who holds them, who may take over, and what a lost holder may still do. */
import { CacheSharingMode, dag, ReturnType } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { failure } from "../../.dagger/lib/errors.js"
import { fileState } from "../../.dagger/lib/journal/file/index.js"
import type { Holder } from "../../.dagger/lib/journal/journal.js"
import { volumeState } from "../../.dagger/lib/journal/volume.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { asset } from "../../.dagger/lib/exec/assets.js"
import { conformance, entry } from "../journal/conformance.js"
import { useSession } from "./harness.js"

useSession()

/** Waits without waiting: a minute of virtual time is some calls. */
const clock = { at: 0, now: () => clock.at, sleep: (ms: number) => Promise.resolve(void (clock.at += ms)) }
const stateOf = (project: string) => volumeState({ project, clock, announce: () => {} })
const projectOf = (name: string) => `test-${name}-${process.pid}`

conformance({
  name: "the engine's volume",
  staleSeconds: 60,
  open(name) {
    const project = projectOf(name)
    const killed = async (names: string[], { run, attempt }: Holder, secondsAgo: number) => {
      const beat = `echo $(($(date +%s) - ${secondsAgo})) > /beats/${attempt}`
      await raw(project, `acquire 60 ${run} ${attempt} no ${names.join(" ")} && ${beat}`)
      return {
        async append(of: string) {
          const { exitCode, stdout } = await raw(project, `append ${of} ${attempt} ${names.join(" ")}`)
          if (exitCode === 13) throw failure("LOCK_LOST", { lock: names[0]!, run: stdout.split(" ")[1]!, age: "0" })
        },
      }
    }
    return Promise.resolve({ state: () => stateOf(project), killed })
  },
})

describe("the journal in a volume", () => {
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

  it("is carried to another engine by a file", async () => {
    let text = ""
    const announce = (line: string) => void (text += `${line.replace(/^journal /, "")}\n`)
    const carried = (name: string) =>
      fileState(stateOf(projectOf(name)), { text: () => Promise.resolve(text), clock, announce })
    await carried("here").append("one", entry("a", "deploy production"))
    const there = carried("there")
    await there.append("one", entry("b", "verify production"))

    expect(await stateOf(projectOf("there")).read("one")).toHaveLength(2)
    expect(await there.artefacts("one").file("journal.jsonl").contents()).toBe(text)
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
