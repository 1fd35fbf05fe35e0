/** Owns how a Python project's dependencies are installed when the preset's uv.lock is not all there is. Pure. */
import { presets } from "../config/presets.js"
import type { ProposedToolchain, Reasoned } from "./proposal.js"
import { has, type Seen } from "./seen.js"

const NO_LOCK = "There is no lock file: the newest matching versions are installed, so a run may differ from the last."

export function installation(seen: Seen, hasPytest: boolean): Reasoned<ProposedToolchain> {
  const pyproject = seen.texts["pyproject.toml"] ?? ""
  if (has(seen, "uv.lock")) return locked(pyproject)
  if (has(seen, "poetry.lock")) return byPoetry()
  const uv = presets.python.install[0]!
  const files = seen.paths.filter((path) => /^requirements[\w.-]*\.txt$/.test(path)).toSorted()
  const project = /^\[project\]/m.test(pyproject) ? ["pyproject.toml"] : []
  const words = [
    ...(project.length > 0 ? ["--all-extras"] : []),
    ...groupsIn(pyproject).flatMap((group) => ["--group", group]),
    ...[...project, ...files].flatMap((file) => ["--requirement", file]),
    ...listed(seen.texts["setup.cfg"] ?? ""),
    ...(hasPytest ? [] : ["pytest"]),
  ]
  const install = words.length > 0 ? [uv, ["uv", "pip", "install", "--system", ...words]] : [uv]
  const added = hasPytest ? [] : ["pytest is not among the dependencies, and is added here."]
  return {
    value: { lockFiles: [...new Set([...(has(seen, "pyproject.toml") ? ["pyproject.toml"] : []), ...files])], install },
    why: [NO_LOCK, ...added],
  }
}

/** The preset installs dependency groups; extras are asked for. */
function locked(pyproject: string): Reasoned<ProposedToolchain> {
  if (!/^\[project\.optional-dependencies\]/m.test(pyproject)) return { value: {}, why: [] }
  const [uv, sync] = presets.python.install
  return { value: { install: [uv!, [...sync!, "--all-extras"]] }, why: ["pyproject.toml has extras."] }
}

function byPoetry(): Reasoned<ProposedToolchain> {
  return {
    value: {
      lockFiles: ["pyproject.toml", "poetry.lock"],
      install: [
        ["pip", "install", "--quiet", "--root-user-action=ignore", "poetry==2.2.1"],
        ["poetry", "install", "--no-root", "--all-groups", "--all-extras", "--no-interaction"],
      ],
      variables: { POETRY_VIRTUALENVS_CREATE: "false" },
    },
    why: ["poetry.lock is Poetry's."],
  }
}

function groupsIn(pyproject: string): string[] {
  const [, section = ""] = /^\[dependency-groups\]\s*\n((?:(?!\[[\w."-]+\]\s*$).*\n?)*)/m.exec(pyproject) ?? []
  return [...section.matchAll(/^([\w-]+)\s*=/gm)].map(([, group]) => group!)
}

/** setup.cfg's requirements: the lines below install_requires, and below each extra. */
function listed(setup: string): string[] {
  const install = /^install_requires\s*=([^]*?)^(?=\S)/m.exec(`${setup}\nend`)?.[1] ?? ""
  const extras = /^\[options\.extras_require\]\s*\n([^]*?)(?=^\[|$(?![^]))/m.exec(setup)?.[1] ?? ""
  return `${install}\n${extras.replaceAll(/^[\w-]+\s*=/gm, "")}`
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[A-Za-z0-9][^#]*$/.test(line))
}
