/** Owns what a Python project's files come to. Pure. */
import type { ProposedTool, ProposedToolchain, Reasoned, Stack } from "./proposal.js"
import { installation } from "./python-install.js"
import { has, type Seen } from "./seen.js"
import { suitesByFolder } from "./suites.js"

const MANIFESTS = ["pyproject.toml", "setup.cfg", "setup.py", "requirements.txt"]
const PRESET_MINOR = 11

/** Each tool that the project names among its dependencies, so that it is installed. */
const TOOLS: [name: string, dependency: string, tool: ProposedTool][] = [
  ["black", "black", { command: ["black", "--check", "."], fix: ["black", "."] }],
  ["isort", "isort", { command: ["isort", "--check-only", "."], fix: ["isort", "."] }],
  ["ruff", "ruff", { command: ["ruff", "check", "."], fix: ["ruff", "check", "--fix", "."] }],
  ["flake8", "flake8", { command: ["flake8", "."] }],
  ["mypy", "mypy", { command: ["mypy", "."] }],
]

export function python(seen: Seen): Stack | undefined {
  const manifest = MANIFESTS.find((path) => has(seen, path))
  if (!manifest) return undefined
  const named = Object.entries(seen.texts)
    .filter(([path]) => /^(pyproject\.toml|setup\.(cfg|py)|requirements[\w.-]*\.txt)$/.test(path))
    .map(([, text]) => text)
    .join("\n")
  const command = ["python", "-m", "pytest"]
  return {
    preset: "python",
    name: /^name\s*=\s*["']?([\w.-]+)/m.exec(seen.texts["pyproject.toml"] ?? seen.texts["setup.cfg"] ?? "")?.[1],
    why: [`${manifest} says that this is Python.`],
    toolchain: toolchain(seen, named),
    lint: Object.fromEntries(
      TOOLS.filter(([, dependency]) => names(named, dependency)).map(([name, dependency, value]) => [
        name,
        { value, why: [`${dependency} is among the dependencies.`] },
      ]),
    ),
    tests: suitesByFolder(seen, /(^|\/)(test_[^/]*|[^/]*_test)\.py$/, (folder) => [
      ...command,
      ...(folder ? [folder] : []),
      "--junitxml={junit}",
    ]),
    hints: coverageHint(seen, named),
  }
}

/** As a requirement: alone in its line or quotes, or with what may follow a name there. */
function names(text: string, dependency: string): boolean {
  return new RegExp(`(^|["'])\\s*${dependency}(\\[[^\\]]*\\])?\\s*([<>=!~;@"',]|$)`, "mi").test(text)
}

function toolchain(seen: Seen, named: string): Reasoned<ProposedToolchain> {
  const image = imageOf(seen)
  const installed = installation(seen, names(named, "pytest"))
  const nested = seen.paths.some((path) => path.startsWith("src/") && path.endsWith("/__init__.py"))
  const variables = nested ? { ...installed.value.variables, PYTHONPATH: "src" } : installed.value.variables
  return {
    value: { ...image.value, ...installed.value, ...(variables ? { variables } : {}) },
    why: [...image.why, ...installed.why, ...(nested ? ["The package lies in src/."] : [])],
  }
}

/** The preset's Python, unless the project says that it needs a newer one, or names another. */
function imageOf(seen: Seen): Reasoned<ProposedToolchain> {
  const pinned = /^3\.(\d+)/.exec(seen.texts[".python-version"]?.trim() ?? "")?.[1]
  const least = /requires-python\s*=\s*["'][^"']*>=\s*3\.(\d+)/.exec(seen.texts["pyproject.toml"] ?? "")?.[1]
  const minor = Number(pinned ?? Math.max(Number(least ?? PRESET_MINOR), PRESET_MINOR))
  if (minor === PRESET_MINOR) return { value: {}, why: [] }
  const why = pinned ? ".python-version names this version." : "requires-python asks for this version."
  return { value: { image: `python:3.${minor}-slim` }, why: [why] }
}

function coverageHint(seen: Seen, named: string): string[] {
  const packages = seen.paths.flatMap((path) => /^(?:src\/)?([a-z_]\w*)\/__init__\.py$/i.exec(path)?.[1] ?? [])
  const covered = packages.find((name) => !/^tests?$/.test(name))
  if (!covered || !names(named, "pytest-cov")) return []
  return [
    "A coverage gate, strictly above its percent, once you know what to ask for:",
    `  add --cov=${covered} --cov-branch "--cov-report=xml:{coverage}" to the command, and coverage: { over: 80 } below it.`,
  ]
}
