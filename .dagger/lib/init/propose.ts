/** Owns the proposal for a whole repository: what was found in each file, put together. Pure. */
import { type FromCompose, servicesFrom } from "./compose.js"
import { imageFrom } from "./dockerfile.js"
import { go } from "./go.js"
import { node } from "./node.js"
import type { ProposedImage, ProposedService, Reasoned, Stack } from "./proposal.js"
import { python } from "./python.js"
import { has, type Seen, within } from "./seen.js"
import { commandsIn } from "./workflow.js"

export interface Proposal {
  project: string
  directory: string
  stack: Stack | undefined
  /** Other languages that were found beside it. */
  beside: string[]
  services: Record<string, Reasoned<ProposedService>>
  unknownServices: string[]
  image: Reasoned<ProposedImage> | undefined
  /** By workflow file: what it runs. */
  workflows: Record<string, string[]>
}

const STACKS = [python, go, node]
const COMPOSE = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]

export function propose(seen: Seen): Proposal {
  const { directory, stacks } = stacksOf(seen)
  const [stack, ...others] = stacks
  const composed = composedIn(seen)
  const image = imageIn(seen, directory)
  const migrates = has(within(seen, directory), "alembic.ini") && "postgres" in composed.services
  return {
    project: projectName(stack?.name),
    directory,
    stack: stack && withServices(stack, Object.keys(composed.services), migrates),
    beside: others.map(({ preset }) => preset),
    services: composed.services,
    unknownServices: composed.others,
    image: image && migrates ? migrating(image) : image,
    workflows: workflowsIn(seen),
  }
}

/** At the root, or else in the first folder that has one. */
function stacksOf(seen: Seen): { directory: string; stacks: Stack[] } {
  const folders = [...new Set(seen.paths.filter((path) => path.includes("/")).map((path) => path.split("/")[0]!))]
  for (const directory of [".", ...folders.filter((folder) => !folder.startsWith(".")).toSorted()]) {
    const stacks = STACKS.flatMap((stack) => stack(within(seen, directory)) ?? [])
    if (stacks.length > 0) return { directory, stacks }
  }
  return { directory: ".", stacks: [] }
}

/** Unit tests that need a database are none; any other suite gets what there is. */
function withServices(stack: Stack, services: string[], migrates: boolean): Stack {
  if (services.length === 0) return stack
  const alone = Object.keys(stack.tests).length === 1
  const before = migrates ? { before: ["alembic", "upgrade", "head"] } : {}
  const tests = Object.entries(stack.tests).map(([name, suite]) =>
    name === "unit" && !alone ? [name, suite] : [name, { ...suite, value: { ...suite.value, services, ...before } }],
  )
  return { ...stack, tests: Object.fromEntries(tests) as Stack["tests"] }
}

function composedIn({ texts }: Seen): FromCompose {
  const file = COMPOSE.find((name) => texts[name] !== undefined)
  return file ? servicesFrom(file, texts[file]!) : { services: {}, others: [] }
}

function imageIn({ texts }: Seen, directory: string): Reasoned<ProposedImage> | undefined {
  const dockerfile = ["Dockerfile", `${directory}/Dockerfile`].find((path) => texts[path] !== undefined)
  return dockerfile ? imageFrom(dockerfile, texts[dockerfile]!) : undefined
}

function migrating({ value, why }: Reasoned<ProposedImage>): Reasoned<ProposedImage> {
  return {
    value: { ...value, migrate: ["alembic", "upgrade", "head"] },
    why: [...why, "alembic.ini: the image must hold it, and the migrations."],
  }
}

function workflowsIn({ texts }: Seen): Record<string, string[]> {
  const files = Object.keys(texts).filter((path) => path.startsWith(".github/workflows/"))
  return Object.fromEntries(
    files.toSorted().flatMap((path) => {
      const commands = commandsIn(texts[path]!)
      return commands.length > 0 ? [[path, commands]] : []
    }),
  )
}

/** Names caches and volumes: what the manifest says, in the letters that a name may have. */
function projectName(name: string | undefined): string {
  const plain = (name ?? "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-0-9]+|-+$/g, "")
  return plain === "" ? "my-service" : plain
}
