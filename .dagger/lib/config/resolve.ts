/** Owns the resolved config: every default and preset filled in, every short form spelled out. Pure. */
import type { Advisories, Config, Format, Identity, ImageConfig, Preset, Probe, ServiceConfig } from "./schema.js"
import type { Approval } from "./approval-schema.js"
import type { RollbackPolicy } from "./rollback-schema.js"
import { type ResolvedLoad, resolveLoad } from "./load-scenarios.js"
import { type ResolvedJournal, resolveJournal } from "./journal.js"
import { type ResolvedReadiness, resolveReadiness } from "./readiness.js"
import { type ResolvedEnvironment, resolveEnvironments } from "./environments.js"
import type { Bake, NamedAlert } from "./bake-schema.js"
import type { NotifierConfig } from "./notify-schema.js"
import { SUITE_SECONDS, TOOL_SECONDS } from "./deadline-schema.js"
import { presets, type ResolvedToolchain } from "./presets.js"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../../src/names.js"

export interface Tool {
  name: string
  command: string[]
  inputs: string[] | undefined
  warnOnly: boolean
  format: Format
  /** Keyed by the lock files, as what is installed. */
  prepare: string[] | undefined
  before: string[] | undefined
  exitCodes: { failed: number[]; inconclusive: number[] } | undefined
  /** An environment of its own; without one, the prepared one. */
  toolchain: ResolvedToolchain | undefined
  fix: string[] | undefined
  timeoutSeconds: number
  /** Set for a tool that reads an advisory database. */
  audit: Audit | undefined
}

export interface Audit {
  onInconclusive: "fail" | "warn"
  lockFile: string | undefined
  advisories: Advisories | undefined
}

export interface Suite {
  name: string
  command: string[]
  inputs: string[] | undefined
  before: string[] | undefined
  services: string[]
  coverageOver: number | undefined
  needs: string[]
  /** 0 when failed runs are not repeated. */
  retries: number
  retryCommand: string[] | undefined
  /** 1 when it is not split. */
  shards: number
  /** Globs of the test files to split; without them the runner splits by itself. */
  files: string[] | undefined
  durations: string | undefined
  noTestsExitCode: number | undefined
  /** Of each shard and each attempt. */
  timeoutSeconds: number
}

export type NamedService = ServiceConfig & { name: string; image: string }
export type NamedNotifier = NotifierConfig & { name: string }
export type NamedProbe = Probe & { name: string }

export interface ResolvedConfig {
  project: string
  preset: string | undefined
  directory: string
  toolchain: ResolvedToolchain
  /** The audit tools are among them. */
  lint: Tool[]
  services: NamedService[]
  tests: Suite[]
  image: ImageConfig | undefined
  identity: Identity | undefined
  probes: NamedProbe[]
  load: ResolvedLoad | undefined
  alerts: NamedAlert[]
  bake: Bake | undefined
  approval: Approval | undefined
  rollback: RollbackPolicy
  readiness: ResolvedReadiness
  notify: NamedNotifier[]
  journal: ResolvedJournal
  environments: Record<EnvironmentName, ResolvedEnvironment>
  faults: Record<string, Record<string, string>>
}

const bare: ResolvedToolchain = {
  image: IMAGES.shell,
  imageSetup: [],
  lockFiles: [],
  install: [],
  installed: [],
  caches: {},
  buildCaches: {},
  variables: {},
}

export function resolve(config: Config): ResolvedConfig {
  return {
    project: config.project,
    preset: config.preset,
    directory: config.directory,
    toolchain: resolveToolchain(config.preset, config.toolchain),
    lint: [...entries(config.lint).map(lintTool), ...entries(config.audit).map(auditTool)],
    services: entries(config.services).map(([name, service]) => ({
      ...service,
      name,
      image: service.image ?? IMAGES[service.kind],
    })),
    tests: entries(config.tests).map(([name, suite]) => resolveSuite(name, suite)),
    image: config.image,
    identity: config.identity,
    probes: entries(config.probes).map(([name, probe]) => ({ ...probe, name })),
    load: config.load && resolveLoad(config.load),
    alerts: entries(config.alerts).map(([name, rule]) => ({ ...rule, name })),
    bake: config.bake,
    approval: config.approval,
    rollback: config.rollback,
    readiness: resolveReadiness(config.readiness),
    notify: entries(config.notify).map(([name, notifier]) => ({ ...notifier, name })),
    journal: resolveJournal(config),
    environments: resolveEnvironments(config.environments),
    faults: config.faults ?? {},
  }
}

function resolveToolchain(preset: Preset | undefined, own: Config["toolchain"] = {}): ResolvedToolchain {
  const base = preset ? presets[preset] : bare
  return {
    image: own.image ?? base.image,
    imageSetup: base.imageSetup,
    lockFiles: own.lockFiles ?? base.lockFiles,
    install: own.install ?? base.install,
    installed: own.installed ?? base.installed,
    caches: own.caches ?? base.caches,
    buildCaches: base.buildCaches,
    variables: { ...base.variables, ...own.variables },
  }
}

type LintConfig = NonNullable<Config["lint"]>[string]
type AuditConfig = NonNullable<Config["audit"]>[string]

function lintTool([name, tool]: [string, LintConfig]): Tool {
  const spelledOut = Array.isArray(tool) ? { command: tool } : tool
  return { ...resolveTool(name, spelledOut), fix: spelledOut.fix }
}

function auditTool([name, tool]: [string, AuditConfig]): Tool {
  const { onInconclusive = "fail", lockFile, advisories } = tool
  return { ...resolveTool(name, tool), audit: { onInconclusive, lockFile, advisories } }
}

function resolveTool(name: string, tool: Omit<Exclude<LintConfig, string[]>, "fix">): Tool {
  const { image, preset, toolchain = image ? { image } : undefined } = tool
  const { failed = [], inconclusive = [] } = tool.exitCodes ?? {}
  return {
    name,
    command: tool.command,
    inputs: tool.inputs,
    warnOnly: tool.warnOnly ?? false,
    format: tool.format ?? "text",
    prepare: tool.prepare,
    before: tool.before,
    exitCodes: tool.exitCodes && { failed, inconclusive },
    toolchain: preset || toolchain ? resolveToolchain(preset, toolchain) : undefined,
    fix: undefined,
    timeoutSeconds: tool.timeoutSeconds ?? TOOL_SECONDS,
    audit: undefined,
  }
}

function resolveSuite(name: string, suite: NonNullable<Config["tests"]>[string]): Suite {
  return {
    name,
    command: suite.command,
    inputs: suite.inputs,
    before: suite.before,
    services: suite.services ?? [],
    coverageOver: suite.coverage?.over,
    needs: suite.needs ?? [],
    retries: suite.retries ?? 0,
    retryCommand: suite.retryCommand,
    shards: suite.shards ?? 1,
    files: suite.files,
    durations: suite.durations,
    noTestsExitCode: suite.noTestsExitCode,
    timeoutSeconds: suite.timeoutSeconds ?? SUITE_SECONDS,
  }
}

function entries<T>(record: Record<string, T> | undefined): [string, T][] {
  return Object.entries(record ?? {})
}
