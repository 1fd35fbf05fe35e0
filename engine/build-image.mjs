// Turns one recipe into an image: a chain of Dagger calls that ends by pushing it to the local registry.
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { ask } from "./graphql.mjs"

const run = promisify(execFile)
const withoutDocs = ["doc", "man", "locale", "info"].map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`)

/** Builds `recipe`, whose files lie in `folder`, and resolves to the reference with the digest that was pushed. */
export async function buildImage(recipe, folder) {
  const work = await mkdtemp(join(tmpdir(), "image-"))
  try {
    const chain = [
      ...(await start(recipe, work)),
      ...install(recipe),
      ...(await taken(recipe.build)),
      ...(await fromNpm(recipe.npm, folder, work)),
      ...(await copied(recipe.files, folder)),
      ...shell(recipe.run),
      ...settings(recipe),
    ]
    return await ask([...chain, ["publish", { address: `127.0.0.1:5000/${officialName(recipe.name)}` }]])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** On docker.io, a name without an owner belongs to `library`. */
function officialName(name) {
  return name.includes("/") ? name : `library/${name}`
}

async function start({ from, bootstrap }, work) {
  if (bootstrap) return [["container"], ["import", { source: await debianRoot(bootstrap, work) }]]
  return from ? [["container"], ["from", { address: from }]] : [["container"]]
}

/** A Debian root file system as an image file, made on the host: the one thing that needs no image to start from. */
async function debianRoot(packages, work) {
  await run("mmdebstrap", [
    "--quiet",
    "--mode=root",
    "--variant=apt",
    `--include=${packages}`,
    ...withoutDocs,
    "bookworm",
    join(work, "root.tar"),
  ])
  await run(process.execPath, [join(import.meta.dirname, "oci-layout.mjs"), join(work, "root.tar"), join(work, "oci")])
  await run("tar", ["-C", join(work, "oci"), "-cf", join(work, "oci.tar"), "."])
  return ask([["host"], ["file", { path: join(work, "oci.tar") }], ["id"]])
}

function install({ packages = [] }) {
  if (packages.length === 0) return []
  return shell([
    `export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -qq -y --no-install-recommends ${packages.join(" ")} && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/*`,
  ])
}

/** What another container builds, of which only some files are kept. */
async function taken(build) {
  if (!build) return []
  const builder = [["container"], ["from", { address: build.from }], ...install(build), ...shell(build.run)]
  return Promise.all(
    Object.entries(build.take).map(async ([path, source]) => [
      "withFile",
      { path, source: await ask([...builder, ["file", { path: source }], ["id"]]) },
    ]),
  )
}

async function fromNpm(npm, folder, work) {
  if (!npm) return []
  for (const file of ["package.json", "package-lock.json"]) await run("cp", [join(folder, npm.folder, file), work])
  await run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: work })
  return Promise.all(
    Object.entries(npm.take).map(async ([path, source]) => {
      const kind = source.split("/").includes("bin") ? "file" : "directory"
      return [
        kind === "file" ? "withFile" : "withDirectory",
        { path, source: await ask([["host"], [kind, { path: join(work, source) }], ["id"]]) },
      ]
    }),
  )
}

function copied(files = {}, folder) {
  return Promise.all(
    Object.entries(files).map(async ([path, source]) => {
      const contents = await readFile(join(folder, source), "utf8")
      return ["withNewFile", { path, contents, permissions: contents.startsWith("#!") ? 0o755 : 0o644 }]
    }),
  )
}

function shell(lines = []) {
  return lines.map((line) => ["withExec", { args: ["sh", "-ec", line] }])
}

function settings({ env = {}, ports = [], user, workdir, entrypoint, command }) {
  return [
    ...Object.entries(env).map(([name, value]) => ["withEnvVariable", { name, value }]),
    ...ports.map((port) => ["withExposedPort", { port }]),
    ...(user ? [["withUser", { name: user }]] : []),
    ...(workdir ? [["withWorkdir", { path: workdir }]] : []),
    ...(entrypoint ? [["withEntrypoint", { args: entrypoint }]] : []),
    ...(command ? [["withDefaultArgs", { args: command }]] : []),
  ]
}
