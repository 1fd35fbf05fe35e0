/** Owns what a machine without Docker can do of a Dockerfile: the first stage's commands, and what the last one copies. Pure. */

interface Instruction {
  name: string
  words: string
}

export interface Build {
  /** Assignments such as UV_LINK_MODE=copy. */
  variables: string[]
  /** What the first stage runs, in order: the layer that is kept while its inputs are the same. */
  commands: string[]
  /** What that stage takes from the source before it runs its last command. */
  inputs: string[]
  /** Paths of the source that the image is made of. */
  copied: string[]
}

export function buildOf(dockerfile: string): Build {
  const all = instructionsOf(dockerfile)
  const last = all.findLastIndex(({ name }) => name === "FROM")
  const [first, final] = [all.slice(0, last), all.slice(last)]
  const named = (list: Instruction[], name: string) => list.filter((one) => one.name === name).map(({ words }) => words)
  const sources = (copy: string) => copy.split(/\s+/).slice(0, -1)
  const build = {
    variables: named(first, "ENV").flatMap((words) => words.split(/\s+/)),
    commands: named(first, "RUN"),
    inputs: named(first, "COPY").flatMap(sources),
    copied: named(final, "COPY")
      .filter((words) => !words.startsWith("--from="))
      .flatMap(sources),
  }
  if (build.commands.length === 0 || build.copied.length === 0 || named(final, "RUN").length > 0)
    throw new Error("the Dockerfile is not of two stages, of which the first installs and the last only copies")
  return build
}

function instructionsOf(text: string): Instruction[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ name: line.split(" ", 1)[0]!, words: line.slice(line.indexOf(" ") + 1).trim() }))
}
