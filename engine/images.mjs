// Brings the base images in the local registry up to date with their recipes: images.mjs DAGGER RUNNER_HOST CACHE NAME…
// A recipe that is `onDemand` is built only when it is named.
// CACHE/images.built holds one file per image, with the hash of the recipe that it was built from.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { buildImage } from "./build-image.mjs"
import { openSession } from "./session.mjs"

const [dagger, runnerHost, cache, ...demanded] = process.argv.slice(2)
const folder = join(import.meta.dirname, "images")
const built = join(cache, "images.built")
const log = join(cache, "images.log")
mkdirSync(built, { recursive: true })

const recipes = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
    .map((recipe) => [recipe.name, recipe]),
)
const wanted = [...recipes.values()].filter(({ name, onDemand }) => !onDemand || demanded.includes(name))
const stale = wanted.filter((recipe) => markerOf(recipe) !== recipeHash(recipe))
const underWay = new Map()
let finished = 0
if (stale.length > 0) await buildAll()

async function buildAll() {
  console.error(`engine: building ${stale.length} base images: ${stale.map(({ name }) => name).join(", ")} …`)
  const session = await openSession({ dagger, runnerHost, log })
  const results = await Promise.allSettled(stale.map((recipe) => bring(recipe, session)))
  await session.close()
  const failures = results.filter(({ status }) => status === "rejected")
  if (failures.length === 0) return
  console.error(readFileSync(log, "utf8").split("\n").slice(-30).join("\n"))
  for (const message of new Set(failures.map(({ reason }) => reason.message)))
    console.error(`engine: error: ${message} (above: the end of ${log})`)
  process.exitCode = 1
}

/** Builds an image after the ones that it is built from; each once. */
function bring(recipe, session) {
  if (!stale.includes(recipe)) return Promise.resolve()
  if (!underWay.has(recipe)) underWay.set(recipe, build(recipe, session))
  return underWay.get(recipe)
}

async function build(recipe, session) {
  await Promise.all(parents(recipe).map((parent) => bring(parent, session)))
  const started = Date.now()
  await buildImage(recipe, folder, session).catch((error) => {
    throw new Error(`the base image ${recipe.name} could not be built: ${error.message.split("\n")[0]}`)
  })
  writeFileSync(markerPath(recipe), recipeHash(recipe))
  finished += 1
  console.error(
    `engine: built image ${finished}/${stale.length}: ${recipe.name} in ${Math.round((Date.now() - started) / 1000)} s`,
  )
}

function parents(recipe) {
  return [recipe.from, recipe.build?.from].map((name) => recipes.get(name)).filter(Boolean)
}

function markerPath(recipe) {
  return join(built, recipe.name.replaceAll(/[/:]/g, "_"))
}

function markerOf(recipe) {
  try {
    return readFileSync(markerPath(recipe), "utf8")
  } catch {
    return undefined
  }
}

/** Changes with the recipe, the files that it copies, the builder, and every recipe that it is built from. */
function recipeHash(recipe) {
  const hash = createHash("sha256")
    .update(JSON.stringify(recipe))
    .update(readFileSync(join(import.meta.dirname, "build-image.mjs")))
  const sources = [...Object.values(recipe.files ?? {}), ...(recipe.npm ? [`${recipe.npm}/package-lock.json`] : [])]
  for (const source of sources) hash.update(readFileSync(join(folder, source)))
  for (const parent of parents(recipe)) hash.update(recipeHash(parent))
  return hash.digest("hex")
}
