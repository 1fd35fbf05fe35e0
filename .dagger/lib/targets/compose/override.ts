/** Owns the Compose file that stands above the user's own: this digest, its labels, the environment's variables. Pure. */
import type { Release } from "../target.js"
import { labelsOf } from "./labels.js"

interface Asked {
  service: string
  release: Release
  variables: Record<string, string>
  /** Names only: Compose takes their values out of its own environment. */
  secrets: readonly string[]
}

/** JSON, which is YAML as well. */
export function overrideOf({ service, release, variables, secrets }: Asked): string {
  const { repository, digest } = release.image
  const plain = mapped(variables, literal)
  const environment = { ...plain, ...Object.fromEntries(secrets.map((name) => [name, null])) }
  const labels = mapped(labelsOf(release, variables), literal)
  const image = `${repository}@${digest}`
  return JSON.stringify({ services: { [service]: { image, pull_policy: "missing", labels, environment } } }, null, 2)
}

/** Compose replaces variables in every value, and a value from the config is meant as it stands. */
function literal(value: string): string {
  return value.replaceAll("$", "$$$$")
}

function mapped(all: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value)]))
}
