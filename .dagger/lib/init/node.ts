/** Owns what a Node project's files come to. Pure. */
import { presets } from "../config/presets.js"
import type { ProposedTool, ProposedToolchain, Reasoned, Stack } from "./proposal.js"
import { has, type Seen } from "./seen.js"

interface Manifest {
  name?: unknown
  scripts: Record<string, unknown>
  depends: string[]
  packageManager: string
}

const PRESET_MAJOR = 24
const TEST = /(^|\/)(__tests__\/.*|[^/]*[.-](test|spec))\.[cm]?[jt]sx?$|(^|\/)tests?\/.*\.[cm]?[jt]sx?$/

export function node(seen: Seen): Stack | undefined {
  if (!has(seen, "package.json")) return undefined
  const manifest = read(seen.texts["package.json"] ?? "")
  const runner = runnerOf(manifest)
  const found = seen.paths.some((path) => TEST.test(path))
  const none = "No test was found: the suite fails until there is one, because zero tests are no pass."
  return {
    preset: "node",
    name: typeof manifest.name === "string" ? manifest.name.split("/").at(-1) : undefined,
    why: ["package.json says that this is Node."],
    toolchain: toolchain(seen, manifest, runner.install),
    lint: lint(seen, manifest),
    tests: { unit: { value: { command: runner.command }, why: [runner.why, ...(found ? [] : [none])] } },
    hints: [],
  }
}

/** What cannot be read says nothing; the project's own tools will complain about it. */
function read(text: string): Manifest {
  const object = (value: unknown) =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  const parsed = (() => {
    try {
      return object(JSON.parse(text))
    } catch {
      return {}
    }
  })()
  return {
    name: parsed.name,
    scripts: object(parsed.scripts),
    depends: Object.keys({ ...object(parsed.dependencies), ...object(parsed.devDependencies) }),
    packageManager: typeof parsed.packageManager === "string" ? parsed.packageManager : "",
  }
}

interface Runner {
  command: string[]
  why: string
  install?: string
}

function runnerOf({ depends }: Manifest): Runner {
  const why = (name: string) => `${name} is among the dependencies.`
  if (depends.includes("vitest"))
    return {
      command: ["vitest", "run", "--reporter=default", "--reporter=junit", "--outputFile.junit={junit}"],
      why: why("vitest"),
    }
  if (depends.includes("jest"))
    return {
      command: ["sh", "-c", "JEST_JUNIT_OUTPUT_FILE={junit} jest --ci --reporters=default --reporters=jest-junit"],
      why: `${why("jest")} jest-junit writes its report.`,
      ...(depends.includes("jest-junit") ? {} : { install: "jest-junit@17.0.0" }),
    }
  if (depends.includes("mocha"))
    return { command: ["mocha", "--reporter", "xunit", "--reporter-option", "output={junit}"], why: why("mocha") }
  const reporters = ["--test-reporter=spec", "--test-reporter-destination=stdout"]
  const junit = ["--test-reporter=junit", "--test-reporter-destination={junit}"]
  return {
    command: ["node", "--test", ...reporters, ...junit],
    why: "No vitest, jest or mocha is among the dependencies: Node's own runner is proposed.",
  }
}

function lint(seen: Seen, { scripts, depends }: Manifest): Record<string, Reasoned<ProposedTool>> {
  const has = (dependency: string) => depends.includes(dependency)
  const rows: [string, boolean, ProposedTool, string][] = [
    ["lint", "lint" in scripts, { command: ["npm", "run", "lint"] }, "package.json has a script of this name."],
    [
      "eslint",
      !("lint" in scripts) && has("eslint"),
      { command: ["eslint", "."] },
      "eslint is among the dependencies.",
    ],
    [
      "prettier",
      has("prettier"),
      { command: ["prettier", "--check", "."], fix: ["prettier", "--write", "."] },
      "prettier is among the dependencies.",
    ],
    [
      "tsc",
      has("typescript") && seen.paths.includes("tsconfig.json"),
      { command: ["tsc", "--noEmit"] },
      "There is a tsconfig.json.",
    ],
  ]
  return Object.fromEntries(
    rows.filter(([, here]) => here).map(([name, , value, why]) => [name, { value, why: [why] }]),
  )
}

function toolchain(seen: Seen, manifest: Manifest, more: string | undefined): Reasoned<ProposedToolchain> {
  const { value, why } = installation(seen, manifest)
  const major = /^v?(\d+)/.exec(seen.texts[".nvmrc"]?.trim() ?? "")?.[1]
  if (major && Number(major) !== PRESET_MAJOR) {
    value.image = `node:${major}-slim`
    why.push(".nvmrc names this version.")
  }
  if (more) {
    value.install = [...(value.install ?? presets.node.install), ["npm", "install", "--no-save", more]]
    why.push(`${more} is not among the dependencies, and is added here.`)
  }
  return { value, why }
}

function installation(seen: Seen, { packageManager }: Manifest): Reasoned<ProposedToolchain> {
  const files = (lock: string) => ["package.json", lock, ".npmrc"]
  if (has(seen, "package-lock.json")) return { value: {}, why: [] }
  if (has(seen, "pnpm-lock.yaml")) {
    const pnpm = /^pnpm@[\d.]+/.exec(packageManager)?.[0] ?? "pnpm@10"
    const install = [
      ["npm", "install", "--global", pnpm],
      ["pnpm", "install", "--frozen-lockfile"],
    ]
    return { value: { lockFiles: files("pnpm-lock.yaml"), install }, why: ["pnpm-lock.yaml is pnpm's."] }
  }
  if (has(seen, "yarn.lock")) {
    const modern = /^yarn@[2-9]/.test(packageManager)
    const install = modern
      ? [
          ["corepack", "enable"],
          ["yarn", "install", "--immutable"],
        ]
      : [["yarn", "install", "--frozen-lockfile"]]
    return { value: { lockFiles: files("yarn.lock"), install }, why: ["yarn.lock is yarn's."] }
  }
  return {
    value: { lockFiles: ["package.json", ".npmrc"], install: [["npm", "install", "--no-audit", "--no-fund"]] },
    why: ["There is no lock file: the newest matching versions are installed, so a run may differ from the last."],
  }
}
