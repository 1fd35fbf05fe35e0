/** Owns reading an SBOM: how many packages it names. A list that names none was not made of an image. Pure. */
import type { Sbom } from "../config/image-schema.js"

export function packagesIn(text: string, format: Sbom): string[] {
  const document = parsed(text)
  const list = format === "spdx-json" ? document["packages"] : document["components"]
  if (!Array.isArray(list)) throw new Error(`it is no ${format}`)
  const names = (list as { name?: unknown; type?: unknown; primaryPackagePurpose?: unknown }[])
    // The image itself and its files stand in the list as well.
    .filter(({ type, primaryPackagePurpose }) => type !== "file" && primaryPackagePurpose !== "CONTAINER")
    .map(({ name }) => name)
    .filter((name) => typeof name === "string")
  if (names.length === 0) throw new Error("it names no package")
  return names
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>
  } catch {
    // What was cut off is not read in part.
  }
  throw new Error("it is not JSON")
}
