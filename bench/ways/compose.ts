/** Owns the way of docker compose: the same steps in containers, and a real build of the image beside them. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { ResolvedConfig } from "../../.dagger/lib/config/resolve.js"
import { copyTo } from "../copy.js"
import { run } from "../exec.js"
import { composeFile, databases, imageOf, toolsDockerfile } from "../host/compose-file.js"
import { stepFile } from "../host/forms.js"
import { type Step, toolchainsOf } from "../host/steps.js"
import { outputOf } from "../host/tools.js"
import { logOf, place } from "../places.js"
import { readWork } from "../work.js"
import { emptyOut, LEFT_BY_TOOLS } from "./host.js"
import type { Way } from "./way.js"

/** Always told in the results: a way that was not run is never just left out. */
export function composeNotRun(): string | undefined {
  if (!outputOf("sh", "-c", "command -v docker")) return "not run: there is no docker on the PATH"
  if (!outputOf("docker", "info", "--format", "{{.ServerVersion}}")) return "not run: no Docker daemon answers"
  if (!outputOf("docker", "compose", "version", "--short")) return "not run: docker has no compose plugin"
  return undefined
}

export function composeWay(steps: readonly Step[], config: ResolvedConfig): Way {
  const home = (folder: string) => place("compose", folder)
  const toolchains = Object.keys(toolchainsOf(config))
  const shell = (script: string, log: string) =>
    run(["sh", "-c", `set -eu\n${script}`], { cwd: home("."), log: logOf(`compose-${log}`) })
  const empty = () => emptyOut(home("out"), home("state"))
  mkdirSync(home("steps"), { recursive: true })
  copyTo(home("repository"))
  for (const step of steps) writeFileSync(home(`steps/${step.name}.sh`), stepFile(step))
  writeFileSync(home("Dockerfile.tools"), toolsDockerfile(config))
  writeFileSync(home("compose.yaml"), composeFile(steps, config))
  writeFileSync(home("databases.sql"), databases(steps))
  return {
    name: "compose",
    repository: home("repository"),
    close: async () => void (await shell("docker compose down --volumes --timeout 0", "down")),
    work: () => readWork(home("out")),
    chill: async () => {
      for (const path of LEFT_BY_TOOLS) rmSync(join(home("repository"), path), { recursive: true, force: true })
      const images = [...toolchains, "app"].map(imageOf).join(" ")
      await shell(`docker image rm --force ${images}; docker builder prune --all --force`, "chill")
    },
    settle: async () => {
      empty()
      const tools = steps.filter(({ name }) => name.startsWith("lint-")).map(({ name }) => name)
      await shell(`docker compose build ${toolchains.join(" ")} image`, "settle")
      for (const name of tools) await shell(`docker compose run --rm ${name}`, "settle")
      await shell("docker compose down --volumes --timeout 0", "settle")
    },
    run: async () => {
      empty()
      return shell(runScript(toolchains), "run")
    },
  }
}

/** The image beside everything else, as Shipway builds it; the tools' own images first, for the rest runs in them. */
function runScript(toolchains: readonly string[]): string {
  return `docker compose build image > out/log/image.txt 2>&1 &
image=$!
docker compose build ${toolchains.join(" ")}
docker compose run --rm all
wait "$image" || { cat out/log/image.txt; exit 1; }
touch out/image/done`
}
