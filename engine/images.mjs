// Builds the base images from their recipes and pushes them to the local registry: dagger run node images.mjs BUILT
// BUILT is a folder with one file per image that holds the hash of the recipe it was built from.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { buildImage } from "./build-image.mjs"

const folder = join(import.meta.dirname, "images")
const built = process.argv[2]
mkdirSync(built, { recursive: true })

const recipes = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
    .map((recipe) => [recipe.name, recipe]),
)
const stale = [...recipes.values()].filter((recipe) => markerOf(recipe).content !== recipeHash(recipe))
const ready = new Map()
let finished = 0

const results = await Promise.allSettled(stale.map((recipe) => bring(recipe)))
const failures = results.filter((result) => result.status === "rejected")
for (const { reason } of failures) console.error(`engine: error: ${reason.message}`)
process.exitCode = failures.length > 0 ? 1 : 0

/** Builds an image after the ones it is built from; each at most once. */
function bring(recipe) {
  if (!stale.includes(recipe)) return Promise.resolve()
  if (!ready.has(recipe.name)) ready.set(recipe.name, build(recipe))
  return ready.get(recipe.name)
}

async function build(recipe) {
  await Promise.all(parents(recipe).map(bring))
  const started = Date.now()
  await buildImage(recipe, folder).catch((error) => {
    throw new Error(`the base image ${recipe.name} could not be built: ${error.message}`)
  })
  const marker = markerOf(recipe)
  writeFileSync(marker.path, recipeHash(recipe))
  finished += 1
  console.error(
    `engine: built image ${finished}/${stale.length}: ${recipe.name} in ${Math.round((Date.now() - started) / 1000)} s`,
  )
}

function parents(recipe) {
  return [recipe.from, recipe.build?.from].map((name) => recipes.get(name)).filter(Boolean)
}

function markerOf(recipe) {
  const path = join(built, recipe.name.replaceAll(/[/:]/g, "_"))
  try {
    return { path, content: readFileSync(path, "utf8") }
  } catch {
    return { path, content: undefined }
  }
}

/** Changes with the recipe, the files that it copies, the builder, and every recipe that it is built from. */
function recipeHash(recipe) {
  const hash = createHash("sha256")
    .update(JSON.stringify(recipe))
    .update(readFileSync(join(import.meta.dirname, "build-image.mjs")))
  const sources = [
    ...Object.values(recipe.files ?? {}),
    ...(recipe.npm ? [`${recipe.npm.folder}/package-lock.json`] : []),
  ]
  for (const source of sources) hash.update(readFileSync(join(folder, source)))
  for (const parent of parents(recipe)) hash.update(recipeHash(parent))
  return hash.digest("hex")
}
