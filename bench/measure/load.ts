/** Owns the fixed cost of a call: loading this module and calling it, beside modules that hold one empty function. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { copyTo } from "../copy.js"
import { dagger, pruneEngine } from "../engine.js"
import { run } from "../exec.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { logOf, place, REPOSITORY } from "../places.js"
import { type Bench, nonce } from "./bench.js"

const MODULES = ["shipway", "same-package", "no-dependencies", "with-source"] as const
type Module = (typeof MODULES)[number]

/** cold: after a prune; warm: the module is known, and the function really runs; repeated: its result is known as well. */
const SCENARIOS = ["functions-cold", "functions-warm", "validate-cold", "validate-warm", "validate-repeated"] as const

const SOURCE = `/** Does nothing: what is left is the price of any module. */
import { func, object } from "@dagger.io/dagger"

@object()
export class Empty {
  /** Answers. */
  @func()
  validate(text: string = ""): string {
    return \`valid\${text}\`
  }
}
`

/** As Shipway is called: the function takes the repository, and looks whether a file is there. */
const WITH_SOURCE = `/** Does nothing with a repository: what is left is the price of taking one. */
import { argument, type Directory, func, object } from "@dagger.io/dagger"

@object()
export class Empty {
  /** Answers. */
  @func()
  async validate(
    @argument({ defaultPath: "/", ignore: [".git", "**/node_modules"] }) source: Directory,
  ): Promise<string> {
    return String(await source.exists("shipway.yaml"))
  }
}
`

export async function loadBench(): Promise<Bench> {
  copyTo(folderOf("shipway"))
  emptyModule("same-package")
  emptyModule("no-dependencies")
  emptyModule("with-source", WITH_SOURCE)
  await lockWithout("no-dependencies")
  return {
    cells: SCENARIOS.flatMap((scenario) => MODULES.map((way) => ({ group: "load" as const, scenario, way }))),
    async measure({ scenario, way }) {
      const [name, state] = scenario.split("-") as ["functions" | "validate", "cold" | "warm" | "repeated"]
      if (state === "cold") await pruneEngine([IMAGES.node])
      else await call(way as Module, name, "")
      return { seconds: await call(way as Module, name, state === "warm" ? nonce() : "") }
    },
  }
}

const folderOf = (module: Module) => place("load", module)

/** With a text, something that the function reads has changed. */
function call(module: Module, name: "functions" | "validate", text: string): Promise<number> {
  const folder = folderOf(module)
  if (name === "functions") return dagger(["functions"], `load-${module}`, folder)
  const hasSource = module === "shipway" || module === "with-source"
  if (text && hasSource) appendFileSync(join(folder, "README.md"), `\n<!-- ${text} -->\n`)
  const argument = text && !hasSource ? [`--text=${text}`] : []
  return dagger(["call", "validate", ...argument], `load-${module}`, folder)
}

/** The same files around the code as this repository's module has. */
function emptyModule(module: Module, source = SOURCE): void {
  const folder = folderOf(module)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, ".dagger", "src"), { recursive: true })
  const declared = JSON.parse(readFileSync(join(REPOSITORY, "dagger.json"), "utf8")) as Record<string, unknown>
  writeFileSync(join(folder, "dagger.json"), JSON.stringify({ ...declared, name: "empty" }, null, 2))
  for (const file of ["package.json", "package-lock.json", "tsconfig.json"])
    cpSync(join(REPOSITORY, ".dagger", file), join(folder, ".dagger", file))
  writeFileSync(join(folder, ".dagger", "src", "index.ts"), source)
}

/** TypeScript alone is left: the SDK asks for it. */
async function lockWithout(module: Module): Promise<void> {
  const folder = join(folderOf(module), ".dagger")
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies: Record<string, string>
  }
  const { typescript } = manifest.dependencies
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ ...manifest, dependencies: typescript ? { typescript } : {} }, null, 2),
  )
  await run(["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    log: logOf("load-lock"),
  })
}
