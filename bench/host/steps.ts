/**
 * Owns what the ways without containers run: the commands of shipway.yaml and of the Dockerfile, each as a few lines of
 * shell. Script, Makefile and workflow are the same steps in another order. Pure.
 *
 * The shell finds in its environment: REPO (the source), STATE (what outlives a run: environments, downloads), OUT (what
 * the run leaves as its proof), PYTHON, and where the servers are: PG_ADDRESS and REDIS_ADDRESS, each HOST:PORT.
 */
import type { ResolvedToolchain } from "../../.dagger/lib/config/presets.js"
import type { ResolvedConfig, Suite, Tool } from "../../.dagger/lib/config/resolve.js"
import { quote } from "../../.dagger/lib/exec/quote.js"
import { buildOf } from "./dockerfile.js"
import { startServers } from "./servers.js"

export interface Step {
  name: string
  needs: string[]
  script: string
}

const SITE = "/usr/local/lib/python3.11/site-packages"

/** In an order in which a serial script can run them. */
export function stepsOf(config: ResolvedConfig, dockerfile: string): Step[] {
  const suites = config.tests
  return [
    ...Object.entries(toolchainsOf(config)).map(([name, toolchain]) => ({
      name,
      needs: [],
      script: install(name, toolchain, config.directory),
    })),
    { name: "servers", needs: [], script: startServers(suites.filter(needsServers).map(({ name }) => name)) },
    ...config.lint.map((tool) => lintStep(tool, config.directory)),
    ...suites.map((suite, index) => testStep(suite, index, config.directory)),
    { name: "image", needs: [], script: imageScript(dockerfile) },
  ]
}

/** By the name of the step that installs it. */
export function toolchainsOf({ lint, toolchain }: ResolvedConfig): Record<string, ResolvedToolchain> {
  const own = lint.flatMap((tool) => (tool.toolchain ? [[`tools-${tool.name}`, tool.toolchain] as const] : []))
  return Object.fromEntries([["tools", toolchain] as const, ...own])
}

const needsServers = (suite: Suite) => suite.services.length > 0

/** Installs again only when a lock file has changed: the layer of a container, as a stamp. */
function install(name: string, { install, lockFiles, variables }: ResolvedToolchain, directory: string): string {
  const home = `$STATE/${name}`
  const kept = Object.entries(variables).filter(([key]) => key.startsWith("UV_") && key !== "UV_PROJECT_ENVIRONMENT")
  return `cd "$REPO/${directory}"
key=$(cat ${lockFiles.map(quoteOne).join(" ")} | sha256sum)
[ "$(cat "${home}.key" 2> /dev/null)" != "$key" ] || exit 0
[ -d "${home}" ] || "$PYTHON" -m venv "${home}"
export PATH="${home}/bin:$PATH" UV_PROJECT_ENVIRONMENT="${home}/venv" ${kept.map(([key, value]) => `${key}=${quoteOne(value)}`).join(" ")}
${install.map(quote).join("\n")}
echo "$key" > "${home}.key"
`
}

function lintStep(tool: Tool, directory: string): Step {
  const home = `$STATE/${tool.toolchain ? `tools-${tool.name}` : "tools"}`
  const script = `cd "$REPO/${directory}"
export PATH="${tool.toolchain ? home : `${home}/venv`}/bin:$PATH"
mkdir -p "$OUT/tmp/${tool.name}"
{
${[...(tool.before ? [tool.before] : []), tool.command].map((command) => placed(command, { "{out}": `$OUT/tmp/${tool.name}`, [SITE]: `${home}/lib/python3.11/site-packages` })).join("\n")}
} > "$OUT/log/${tool.name}.txt" 2>&1
touch "$OUT/lint/${tool.name}"
`
  return { name: `lint-${tool.name}`, needs: [tool.toolchain ? `tools-${tool.name}` : "tools"], script }
}

function testStep(suite: Suite, index: number, directory: string): Step {
  const { name, coverageOver } = suite
  const command = [...suite.command, ...(coverageOver === undefined ? [] : [`--cov-fail-under=${coverageOver}`])]
  const places = {
    "{junit}": `$OUT/test/${name}.xml`,
    "{coverage}": `$OUT/tmp/${name}/coverage.xml`,
    "{out}": `$OUT/tmp/${name}`,
  }
  const script = `cd "$REPO/${directory}"
export PATH="$STATE/tools/venv/bin:$PATH" COVERAGE_FILE="$OUT/tmp/${name}/.coverage"
export DATABASE_URL="postgresql://postgres@$PG_ADDRESS/${name}" REDIS_URL="redis://$REDIS_ADDRESS/${index}"
mkdir -p "$OUT/tmp/${name}"
{
${[...(suite.before ? [suite.before] : []), command].map((words) => placed(words, places)).join("\n")}
} > "$OUT/log/${name}.txt" 2>&1
`
  const needs = ["tools", ...(needsServers(suite) ? ["servers"] : []), ...suite.needs.map((need) => `test-${need}`)]
  return { name: `test-${name}`, needs, script }
}

/** The Dockerfile's own commands; /opt is a folder, and the last stage's files are copied beside it. */
function imageScript(dockerfile: string): string {
  const { variables, commands, inputs, copied } = buildOf(dockerfile)
  const here = (text: string) => text.replaceAll("/opt/", '"$STATE/image"/opt/')
  return `cd "$REPO"
key=$(cat Dockerfile ${inputs.join(" ")} | sha256sum)
if [ "$(cat "$STATE/image.key" 2> /dev/null)" != "$key" ]; then
  rm -rf "$STATE/image"
  mkdir -p "$STATE/image/opt" "$STATE/image/build" "$STATE/image/root/opt"
  cp ${inputs.join(" ")} "$STATE/image/build"
  (
    cd "$STATE/image/build"
    export ${variables.map(here).join(" ")}
    ${commands.map((command) => here(command).replace(/\bpython -m venv/, '"$PYTHON" -m venv')).join("\n    ")}
  ) > "$OUT/log/image.txt" 2>&1
  cp -a "$STATE/image/opt/venv" "$STATE/image/root/opt/venv"
  echo "$key" > "$STATE/image.key"
fi
rm -rf "$STATE/image/root/app"
mkdir -p "$STATE/image/root/app"
cp -R ${copied.join(" ")} "$STATE/image/root/app"
touch "$OUT/image/done"
`
}

/** As `quote` does it, but for what is put in the place of a placeholder: that the shell has to see. */
function placed(command: readonly string[], places: Record<string, string>): string {
  const filled = (word: string) =>
    Object.entries(places).reduce(
      (text, [placeholder, value]) => text.replaceAll(placeholder, `'"${value}"'`),
      quoteOne(word),
    )
  return command.map(filled).join(" ")
}

function quoteOne(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
