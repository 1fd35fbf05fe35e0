/** Owns the run of the benchmark: npm run bench. Everything it tells goes to stderr, one line for each sample. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadConfig } from "../.dagger/lib/config/load.js"
import { digestOf, files } from "./copy.js"
import { lockedDependency } from "./dependency.js"
import { endAll } from "./exec.js"
import { stepsOf } from "./host/steps.js"
import { type Host, hostTools } from "./host/tools.js"
import { commit, machine, versions } from "./machine.js"
import type { Bench } from "./measure/bench.js"
import { growthBench } from "./measure/growth.js"
import { loadBench } from "./measure/load.js"
import { pipelineBench } from "./measure/pipeline.js"
import { rehearseBench } from "./measure/rehearse.js"
import { type Options, optionsOf, USAGE } from "./options.js"
import { place, REPOSITORY } from "./places.js"
import { remaining, type Turn, turnsOf } from "./plan.js"
import { type Facts, resultsOf, withEarlier } from "./results.js"
import { type Group, keyOf, openScratch, type Scratch } from "./samples.js"
import { composeNotRun, composeWay } from "./ways/compose.js"
import { hostWay } from "./ways/host.js"
import { shipwayWay } from "./ways/shipway.js"
import { printed, RESULTS, writeAll } from "./write.js"

const say = (text: string) => console.error(`bench: ${text}`)
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8")
const config = loadConfig(read("shipway.yaml"), "shipway.yaml")

let interrupted = false
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    interrupted = true
    endAll()
  })

try {
  await main(optionsOf(process.argv.slice(2)))
} catch (error) {
  const help =
    error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS") ? `\n${USAGE}` : ""
  if (interrupted) say("interrupted; the samples so far are kept: the same command goes on")
  else say(`error: ${error instanceof Error ? error.message : String(error)}${help}`)
  process.exitCode = interrupted ? 130 : 1
}

async function main(options: Options): Promise<void> {
  const ways = options.groups.includes("pipeline") ? options.ways : []
  const host = ways.some((way) => way !== "shipway" && way !== "compose")
    ? await hostTools(ways.includes("act"))
    : undefined
  const noCompose = ways.includes("compose") ? composeNotRun() : undefined
  const facts: Facts = {
    machine: machine(),
    versions: versions(host, ways.includes("compose") && !noCompose),
    source: digestOf(files()),
    commit: commit(),
    notRun: noCompose ? { compose: noCompose } : {},
  }
  const { cpu, cores, memoryGiB } = facts.machine
  const file = place(options.trial ? "trial.jsonl" : "samples.jsonl")
  const scratch = openScratch(
    file,
    { source: facts.source, machine: `${cores} × ${cpu}, ${memoryGiB} GiB` },
    options.fresh,
  )
  for (const [way, reason] of Object.entries(facts.notRun)) say(`${way}: ${reason}`)
  if (!options.write) await measureAll(options, scratch, host, facts)
  if (options.list) return
  const told = options.fresh ? facts : withEarlier(facts, JSON.parse(read(RESULTS)) as Facts)
  const results = resultsOf(told, scratch.samples)
  if (!options.trial) {
    await writeAll(results)
    say(
      `${scratch.samples.length} samples; wrote bench/results.json, docs/performance.svg and the tables of README.md and docs/performance.md`,
    )
  } else {
    writeFileSync(place("trial.json"), printed(results))
    say(`a trial: wrote ${place("trial.json")} alone`)
  }
}

async function measureAll(options: Options, scratch: Scratch, host: Host | undefined, facts: Facts): Promise<void> {
  mkdirSync(place(), { recursive: true })
  for (const group of options.groups) {
    const bench = await benchOf(group, options, scratch, host, facts)
    const cells = bench.cells.filter((cell) => keyOf(cell).includes(options.only ?? ""))
    const turns = remaining(turnsOf(cells, options.rounds), scratch.samples)
    say(`${group}: ${cells.length} cells, ${options.rounds} rounds, ${turns.length} samples to take`)
    if (options.list) for (const turn of turns) say(`  ${keyOf(turn)}, round ${turn.round}`)
    else await takeAll(bench, turns, scratch)
  }
}

async function takeAll(bench: Bench, turns: readonly Turn[], scratch: Scratch): Promise<void> {
  const begun = performance.now()
  for (const [index, turn] of turns.entries()) {
    const taken = await bench.measure(turn)
    const { group, scenario, way, round } = turn
    scratch.append({ group, scenario, way, round, at: new Date().toISOString(), ...taken })
    const left = (((performance.now() - begun) / (index + 1)) * (turns.length - index - 1)) / 60_000
    say(
      `[${index + 1}/${turns.length}] ${keyOf(turn)}, round ${round}: ${taken.seconds.toFixed(1)} s; about ${left.toFixed(0)} min to go`,
    )
  }
}

async function benchOf(
  group: Group,
  options: Options,
  scratch: Scratch,
  host: Host | undefined,
  { source, notRun }: Facts,
): Promise<Bench> {
  if (group === "load") return loadBench()
  if (group === "rehearse") return rehearseBench(config)
  if (group === "growth") return growthBench()
  const steps = stepsOf(config, read("Dockerfile"))
  const ways = options.ways.flatMap((name) => {
    if (name === "shipway") return [shipwayWay()]
    if (name === "compose") return notRun["compose"] ? [] : [composeWay(steps, config)]
    return host ? [hostWay(name, steps, host)] : []
  })
  const needsLock = options.scenarios.includes("dependency") && !options.list
  return pipelineBench({
    ways,
    scenarios: options.scenarios,
    everyPair: options.everyPair,
    locked: needsLock ? await lockedDependency(host?.python ?? "python3", source, uvOf(config.toolchain.install)) : {},
    expected: scratch.samples.find(({ work }) => work)?.work,
    names: { lint: config.lint.map(({ name }) => name), tests: config.tests.map(({ name }) => name) },
  })
}

/** The very uv that the preset installs. */
function uvOf(install: readonly (readonly string[])[]): string {
  const pinned = install.flat().find((word) => word.startsWith("uv=="))
  if (!pinned)
    throw new Error("the toolchain of shipway.yaml installs no pinned uv, with which a dependency could be added")
  return pinned
}
