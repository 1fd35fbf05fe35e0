/** Owns the resolved config: every default and preset filled in, every short form spelled out. Pure. */
import type { Config, Identity, ImageConfig, Load, Probe, ServiceConfig } from "./schema.js"
import { presets, type ResolvedToolchain } from "./presets.js"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../names.js"

export interface Tool {
  name: string
  command: string[]
  inputs: string[] | undefined
  warnOnly: boolean
}

export interface Suite {
  name: string
  command: string[]
  inputs: string[] | undefined
  before: string[] | undefined
  services: string[]
  coverageOver: number | undefined
}

export type NamedService = ServiceConfig & { name: string; image: string }
export type NamedProbe = Probe & { name: string }

export interface ResolvedConfig {
  project: string
  preset: string | undefined
  directory: string
  toolchain: ResolvedToolchain
  lint: Tool[]
  services: NamedService[]
  tests: Suite[]
  image: ImageConfig | undefined
  identity: Identity | undefined
  probes: NamedProbe[]
  load: Load | undefined
  environments: Record<EnvironmentName, { variables: Record<string, string> }>
  faults: Record<string, Record<string, string>>
}

const bare: ResolvedToolchain = { image: IMAGES.shell, lockFiles: [], install: [], caches: {}, variables: {} }

export function resolve(config: Config): ResolvedConfig {
  return {
    project: config.project,
    preset: config.preset,
    directory: config.directory,
    toolchain: resolveToolchain(config),
    lint: entries(config.lint).map(([name, tool]) => resolveTool(name, tool)),
    services: entries(config.services).map(([name, service]) => ({
      ...service,
      name,
      image: service.image ?? IMAGES[service.kind],
    })),
    tests: entries(config.tests).map(([name, suite]) => resolveSuite(name, suite)),
    image: config.image,
    identity: config.identity,
    probes: entries(config.probes).map(([name, probe]) => ({ ...probe, name })),
    load: config.load,
    environments: {
      staging: { variables: config.environments?.staging?.variables ?? {} },
      production: { variables: config.environments?.production?.variables ?? {} },
    },
    faults: config.faults ?? {},
  }
}

function resolveToolchain(config: Config): ResolvedToolchain {
  const base = config.preset ? presets[config.preset] : bare
  const own = config.toolchain ?? {}
  return {
    image: own.image ?? base.image,
    lockFiles: own.lockFiles ?? base.lockFiles,
    install: own.install ?? base.install,
    caches: own.caches ?? base.caches,
    variables: { ...base.variables, ...own.variables },
  }
}

function resolveTool(name: string, tool: NonNullable<Config["lint"]>[string]): Tool {
  if (Array.isArray(tool)) return { name, command: tool, inputs: undefined, warnOnly: false }
  return { name, command: tool.command, inputs: tool.inputs, warnOnly: tool.warnOnly ?? false }
}

function resolveSuite(name: string, suite: NonNullable<Config["tests"]>[string]): Suite {
  return {
    name,
    command: suite.command,
    inputs: suite.inputs,
    before: suite.before,
    services: suite.services ?? [],
    coverageOver: suite.coverage?.over,
  }
}

function entries<T>(record: Record<string, T> | undefined): [string, T][] {
  return Object.entries(record ?? {})
}
