// Turns one recipe into an image: a chain of Dagger calls that ends by pushing it to the local registry.
import { execFile } from "node:child_process"
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const withoutDocs = ["doc", "man", "locale", "info"].map((kind) => `--dpkgopt=path-exclude=/usr/share/${kind}/*`)

/** Builds `recipe`, whose files lie in `folder`, and resolves to the reference with the digest that was pushed. */
export async function buildImage(recipe, folder, session) {
  const work = await mkdtemp(join(tmpdir(), "image-"))
  try {
    const chain = [
      ...(await start(recipe, work, session)),
      ...(await taken(recipe, folder, work, session)),
      ...(await copied(recipe, folder)),
      ...install(recipe),
      ...shell(recipe.run),
      ...settings(recipe),
    ]
    const address = `127.0.0.1:5000/${officialName(recipe.name)}`
    // Packed and unpacked on this machine only: what is fast counts more than what is small.
    return await session.ask([...chain, ["publish", { address, forcedCompression: Symbol("Zstd") }]])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** On docker.io, a name without an owner belongs to `library`. */
function officialName(name) {
  return name.includes("/") ? name : `library/${name}`
}

async function start({ from, debian }, work, session) {
  if (debian) return [["container"], ["import", { source: await debianRoot(debian, work, session) }]]
  return from ? [["container"], ["from", { address: from }]] : [["container"]]
}

/** A Debian root file system as an image file, made on the host: the one thing that needs no image to start from. */
async function debianRoot({ variant, packages }, work, session) {
  const [root, layout, image] = ["root.tar", "layout", "image.tar"].map((name) => join(work, name))
  await run("mmdebstrap", [
    "--quiet",
    "--mode=root",
    `--variant=${variant}`,
    `--include=${packages}`,
    ...withoutDocs,
    "bookworm",
    root,
  ])
  await run(process.execPath, [join(import.meta.dirname, "oci-layout.mjs"), root, layout])
  await run("tar", ["-C", layout, "-cf", image, "."])
  return session.ask([["host"], ["file", { path: image }], ["id"]])
}

function install({ packages = [] }) {
  if (packages.length === 0) return []
  const names = packages.join(" ")
  return shell([
    `export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -qq -y --no-install-recommends ${names} && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/*`,
  ])
}

/** Chosen paths out of another container (`build`) or of an npm installation on the host (`npm`). */
async function taken({ take = {}, build, npm }, folder, work, session) {
  if (npm) await installNpm(join(folder, npm), work)
  const source = npm
    ? [["host"]]
    : build && [["container"], ["from", { address: build.from }], ...install(build), ...shell(build.run)]
  return Promise.all(
    Object.entries(take).map(async ([path, origin]) => {
      const kind = origin.endsWith("/") ? "directory" : "file"
      const id = await session.ask([...source, [kind, { path: npm ? join(work, origin) : origin }], ["id"]])
      return [kind === "file" ? "withFile" : "withDirectory", { path, source: id }]
    }),
  )
}

async function installNpm(packages, work) {
  for (const file of ["package.json", "package-lock.json"]) await copyFile(join(packages, file), join(work, file))
  await run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: work })
}

function copied({ files = {} }, folder) {
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
