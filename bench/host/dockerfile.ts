/** Owns what a machine without Docker can do of a Dockerfile: the commands of the stage that installs, and what the last one copies. Pure. */

interface Instruction {
  name: string
  words: string
}

export interface Build {
  /** Assignments such as UV_LINK_MODE=copy. */
  variables: string[]
  /** What the installing stage runs, in order: the layer that is kept while its inputs are the same. */
  commands: string[]
  /** What that stage takes from the source before it runs its last command. */
  inputs: string[]
  /** Paths of the source that the image is made of. */
  copied: string[]
}

export function buildOf(dockerfile: string): Build {
  const stages = stagesOf(dockerfile)
  const final = stages.at(-1)!
  // What a stage without the source runs is about its base image, which a machine has no need of.
  const installing = stages.filter((stage) => named(stage, "RUN").length > 0 && named(stage, "COPY").length > 0)
  const [first] = installing
  const copied = taken(final, stages)
  if (installing.length !== 1 || !first || named(final, "RUN").length > 0 || copied.length === 0)
    throw new Error(
      "the Dockerfile does not install in one stage and put the image together, by copies alone, in the last",
    )
  return {
    variables: named(first, "ENV").flatMap((words) => words.split(/\s+/)),
    commands: named(first, "RUN"),
    inputs: taken(first, stages),
    copied,
  }
}

type Stage = Instruction[]

function stagesOf(dockerfile: string): Stage[] {
  return instructionsOf(dockerfile).reduce<Stage[]>((stages, instruction) => {
    if (instruction.name === "FROM") stages.push([])
    stages.at(-1)?.push(instruction)
    return stages
  }, [])
}

const named = (stage: Stage, name: string) => stage.filter((one) => one.name === name).map(({ words }) => words)

/** What a stage has of the source, also by way of stages that only gather it; what is installed is not the source. */
function taken(stage: Stage, stages: readonly Stage[]): string[] {
  return named(stage, "COPY").flatMap((copy) => {
    const [, from, words] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(copy)!
    if (from === undefined) return words!.split(/\s+/).slice(0, -1)
    const gathered = stages.find((one) => one[0]!.words.endsWith(` AS ${from}`))
    return gathered && named(gathered, "RUN").length === 0 ? taken(gathered, stages) : []
  })
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ name: line.split(" ", 1)[0]!, words: line.slice(line.indexOf(" ") + 1).trim() }))
}
