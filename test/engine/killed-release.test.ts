/** Shows that a release that was killed anywhere is taken up again under its id, and ends as if nothing had happened. */
import { spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"
import { stripVTControlCharacters } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { dagger } from "./harness.js"
import { beginOf, chainsOf, type Place, placesIn, type Telltales } from "./places.js"
import { tinyConfig, writeTiny } from "./tiny-service.js"

/** How often one run is killed at most: each time it waits until its lock is stale, and the others go on meanwhile. */
const LONGEST = 3
const AT_ONCE = 3
/** Less than that: what is missing is waited for by the call itself. */
const ALMOST_STALE_MS = 50_000

const tiny = tinyConfig(`killed-${process.pid}`)
/** What it says is not in the command, which is told before it has run. */
const migrate = ["sh", "-c", "echo the schema has $0; sleep 3", "changed"]
const config = { ...tiny, image: { ...tiny.image, migrate } }

const telltales: Telltales = {
  publish: () => /Container\.publish DONE/,
  baseline: () => /· production accepted/,
  migrate: () => /the schema has changed/,
  deploy: ({ environment }) => new RegExp(`· ${environment} accepted`),
  // What was rolled back from is frozen once the platform serves the other.
  rollback: () => /withExec sh \/state\.sh freeze/,
}

const { steps } = plan(loadConfig(JSON.stringify(config), "shipway.yaml"), "rehearse")
const places = placesIn(steps, telltales)

interface Chain {
  run: string
  places: Place[]
  fault: string[]
}

/** Every other one goes back in the end; a rollback that does nothing is none. */
const chains: Chain[] = chainsOf(places, LONGEST).map((places, index) => {
  const back = index % 2 === 1 || places.some(({ step }) => step === "rollback production")
  return { run: `killed-${index}`, places, fault: back ? ["--fault", "broken", "--at", "production"] : [] }
})

let folder: string
const ended = new Map<string, Report>()
const missed = new Map<Place, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shipway-killed-"))
  await writeTiny(folder, config)
  const inSlot = slots(AT_ONCE)
  await Promise.all(
    chains.map(async (chain) => {
      for (const place of chain.places) {
        await inSlot(() => killed(wordsOf(chain), place))
        await wait(ALMOST_STALE_MS)
      }
      ended.set(chain.run, await inSlot(() => called(wordsOf(chain))))
    }),
  )
}, 1_200_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("a release", () => {
  const killings = chains.flatMap((chain) => chain.places.map((place) => [place.name, place, chain] as const))

  it.each(killings)("that is killed %s is taken up again under its id", (_, place, { run, fault }) => {
    expect(missed.get(place)).toBeUndefined()
    const report = ended.get(run)!
    const [production, staging] = ["production", "staging"].map((name) =>
      report.environments.find((environment) => environment.name === name)!,
    )

    expect(report, JSON.stringify(report.steps, null, 1)).toMatchObject(
      fault.length > 0 ? { verdict: "rolled-back", exitCode: 3 } : { verdict: "shipped", exitCode: 0 },
    )
    expect(staging!.answeredDigest).toBe(report.release.digest)
    if (fault.length > 0) expect(production!.answeredDigest).toBe(report.release.previous!.digest)
    else expect(production!.answeredDigest).toBe(report.release.digest)
    expect(production!.answeredDigest).toBe(production!.recordedDigest)
  })

  it("was killed in the middle of steps, by the journal's own account", () => {
    // Not each: a step may end between the line that it was known by and the signal.
    expect([...ended.values()].flatMap(unfinished).length).toBeGreaterThan(0)
  })

  it("is done only once: the same id again answers with the recorded report", async () => {
    const [chain] = chains as [Chain]
    expect(await called(wordsOf(chain))).toEqual(ended.get(chain.run))
  })

  it("refuses its id for anything else", async () => {
    const [chain] = chains as [Chain]
    await writeFile(join(folder, "service.py"), "# Another source.\n", { flag: "a" })
    const { exitCode, stderr } = await dagger(wordsOf(chain))

    expect(exitCode).toBe(1)
    expect(stderr).toContain(`[RUN_MISMATCH] --run ${chain.run} was begun with something else: source was `)
  })
})

/** What an attempt began and never said the end of. */
function unfinished({ journal }: Report): string[] {
  const attempts = [...new Set(journal.map(({ attempt }) => attempt))]
  return attempts.flatMap((attempt) => {
    const own = journal.filter((line) => line.attempt === attempt)
    const isOver = (step: string) => own.some(({ event, about }) => event === "ended" && about.startsWith(`${step}: `))
    return own.filter(({ event, about }) => event === "began" && !isOver(about)).map(({ about }) => about)
  })
}

function wordsOf({ run, fault }: Chain): string[] {
  return ["--progress=plain", "call", "rehearse", "--source", folder, "--run", run, ...fault, "json", "contents"]
}

async function called(words: string[]): Promise<Report> {
  const { stdout, stderr } = await dagger(words)
  expect(stdout, stderr.slice(-3000)).toContain('"schemaVersion"')
  return JSON.parse(stdout) as Report
}

/** Ends the command line at a line of its progress; nothing in it gets to clean up. */
function killed(words: string[], place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("dagger", words, { stdio: ["ignore", "ignore", "pipe"] })
    const said: string[] = []
    let [begun, hit] = [false, false]
    createInterface({ input: child.stderr }).on("line", (coloured) => {
      const line = stripVTControlCharacters(coloured).trimEnd()
      said.push(line)
      begun ||= beginOf(place.step).test(line)
      if (!begun || hit || !place.at.test(line)) return
      hit = child.kill(place.signal)
    })
    child.on("error", reject)
    child.on("close", () => {
      if (!hit) missed.set(place, `it ended before ${place.at} was seen:\n${said.slice(-40).join("\n")}`)
      resolve()
    })
  })
}

/** Runs so many at once; the others wait for their turn. */
function slots(free: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((turn) => waiting.push(turn))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
