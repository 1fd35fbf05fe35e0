/** Shows what the script that keeps an engine's record makes of a writer that died: run by this machine's own shell. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it, onTestFinished } from "vitest"
import { asset } from "../../.dagger/lib/exec/assets.js"

const run = promisify(execFile)
const frozen = (digest: string) => JSON.stringify({ environment: "production", digest, reason: "bad" })

/** With a folder of its own in place of the volume and of what is written. */
async function volume() {
  const folder = await mkdtemp(join(tmpdir(), "shipway-state-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const script = asset("state.sh")
    .replace("root=/state", `root=${folder}`)
    .replaceAll("cat /entry", `cat ${folder}/entry`)
  const call = async (...words: string[]) => (await run("sh", ["-c", script, "state.sh", ...words])).stdout
  const entry = join(folder, "entry")
  const kept = join(folder, "frozen.jsonl")
  return {
    kept,
    list: async () => (await call("frozen")).split("\n").filter(Boolean),
    freeze: async (digest: string) => {
      await writeFile(entry, frozen(digest))
      await call("freeze")
    },
    losing: () => rm(entry),
    call,
  }
}

it("there is nothing frozen at first, and then all of it, in order", async () => {
  const { freeze, list } = await volume()
  expect(await list()).toEqual([])
  await freeze("1")
  await freeze("2")

  expect(await list()).toEqual([frozen("1"), frozen("2")])
})

/** A writer may have died after any byte of its line. */
it.each([1, 20, frozen("3").length - 1, frozen("3").length])(
  "%i bytes of a line that its writer did not end block nobody, and cost no line before or after it",
  async (bytes) => {
    const { freeze, list, kept } = await volume()
    await freeze("1")
    await freeze("2")
    await writeFile(kept, frozen("3").slice(0, bytes), { flag: "a" })

    expect(await list()).toEqual([frozen("1"), frozen("2")])
    await freeze("4")
    expect(await list()).toEqual([frozen("1"), frozen("2"), frozen("4")])
    expect(await readFile(kept, "utf8")).toMatch(/\n$/)
  },
)

it("the first line of all may be such a one", async () => {
  const { freeze, list, kept } = await volume()
  await writeFile(kept, frozen("1").slice(0, 9))
  expect(await list()).toEqual([])
  await freeze("2")

  expect(await list()).toEqual([frozen("2")])
})

it.each([["freeze"], ["append", "one", "a"]])(
  "%s says so when it could not write, and keeps what there was",
  async (...words) => {
    const { call, freeze, list, losing } = await volume()
    await freeze("1")
    await losing()

    await expect(call(...words)).rejects.toThrow("entry")
    expect(await list()).toEqual([frozen("1")])
  },
)

it("what a writer left that died before its list took the place of the old one is not read, and in nobody's way", async () => {
  const { freeze, list, kept } = await volume()
  await freeze("1")
  await writeFile(`${kept}.new`, `${frozen("1")}\n${frozen("2").slice(0, 9)}`)
  expect(await list()).toEqual([frozen("1")])
  await freeze("3")

  expect(await list()).toEqual([frozen("1"), frozen("3")])
})
