/** Owns the text of a proposed config: one line for each thing found, and above it why. Pure. */
import { stringify } from "yaml"
import type { Reasoned } from "./proposal.js"
import type { Proposal } from "./propose.js"

/** Without an ending that a repository's own formatters would look for. */
export const SCHEMA_FILE = ".shipway.schema"

export function writeProposal(proposal: Proposal): string {
  const sections = [head, lint, services, tests, image, probes, workflows].map((section) => section(proposal))
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`
}

function head({ project, directory, stack, beside }: Proposal): string[] {
  const toolchain = stack?.toolchain
  return [
    `# yaml-language-server: $schema=./${SCHEMA_FILE}`,
    "# Proposed by `dagger call init` from what it found here. Each comment says why; change what is wrong, and then:",
    "#   dagger call validate && dagger call ci assert",
    `project: ${flow(project)} # names caches and volumes: keep it unique per engine`,
    ...comments(stack?.why ?? ["No Python, Node or Go project was found: declare a toolchain: and what to run in it."]),
    ...(stack ? [`preset: ${stack.preset}`] : []),
    ...beside.map((preset) => `# There is ${preset} as well: give a tool of it \`preset: ${preset}\`.`),
    ...(directory === "." ? [] : [`directory: ${flow(directory)}`]),
    ...(toolchain && Object.keys(toolchain.value).length > 0
      ? [...comments(toolchain.why), "toolchain:", ...keys(toolchain.value)]
      : []),
  ]
}

function lint({ stack }: Proposal): string[] {
  const tools = Object.entries(stack?.lint ?? {})
  if (tools.length === 0)
    return comments(["No lint tool was found. Declared, one would be: lint: { name: [tool, --check] }"])
  return [
    "lint:",
    ...tools.flatMap(([name, { value, why }]) => entry(name, { value: value.fix ? value : value.command, why })),
  ]
}

function services({ services, unknownServices }: Proposal): string[] {
  const known = Object.entries(services).flatMap(([name, service]) => entry(name, service))
  return [
    ...(known.length > 0 ? ["services:", ...known] : []),
    ...unknownServices.map((name) => `# The compose file has ${oneLine(name)} too: kinds are postgres and redis.`),
  ]
}

function tests({ stack }: Proposal): string[] {
  if (!stack)
    return comments([
      'No test runner was found. Declared, one would be: tests: { unit: { command: [run, "--out={junit}"] } }',
    ])
  const suites = Object.entries(stack.tests).flatMap(([name, { value, why }]) => [
    ...comments(why, 2),
    `  ${name}:`,
    ...keys(value, 4),
  ])
  return ["tests:", ...suites, ...comments(stack.hints, 2)]
}

function image({ image }: Proposal): string[] {
  if (!image)
    return comments(["No Dockerfile was found: with one, declare image: and probes: to build, rehearse and release."])
  return [
    ...comments(image.why),
    "image:",
    ...keys(image.value),
    "  # repository: where publish pushes, such as ghcr.io/acme/shop",
  ]
}

function probes({ image }: Proposal): string[] {
  if (!image) return []
  return [
    "# Asked in staging and in production; add what a user would notice, with severity: major or minor where that is right.",
    "probes:",
    `  health: { path: ${flow(image.value.healthPath)} }`,
  ]
}

function workflows({ workflows }: Proposal): string[] {
  return Object.entries(workflows).flatMap(([path, commands]) => [
    `# For comparison, ${oneLine(path)} runs:`,
    ...commands.map((command) => `#   ${oneLine(command)}`),
  ])
}

function entry(name: string, { value, why }: Reasoned<unknown>): string[] {
  return [...comments(why, 2), `  ${name}: ${flow(value)}`]
}

function keys(value: object, indent = 2): string[] {
  return Object.entries(value).map(([key, nested]) => `${" ".repeat(indent)}${key}: ${flow(nested)}`)
}

function comments(lines: string[], indent = 0): string[] {
  return lines.map((line) => `${" ".repeat(indent)}# ${oneLine(line)}`)
}

/** What comes out of other people's files must not end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").slice(0, 160)
}

function flow(value: unknown): string {
  const text = stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false }).trimEnd()
  return text.replace(/^\{(.*)\}$/s, "{ $1 }")
}
