/**
 * Owns what a platform cannot remember of a release: which version and which run an image was. Kept as one variable of
 * the service itself, newest first, so that it is there for whoever looks from another machine. Pure.
 */
import { z } from "zod"
import type { Release } from "./target.js"

/** The variable's name; the service may read it as well. */
export const LEDGER = "SHIPWAY_RELEASES"

/** As many as a platform keeps to go back to; more would only make the variable long. */
const KEPT = 20

const Noted = z.object({
  digest: z.string(),
  tag: z.string(),
  version: z.string(),
  sha: z.string(),
  run: z.string(),
  /** The newest deployment when this was written: whatever is newer belongs to it. */
  after: z.string().nullable(),
})

export type Noted = z.infer<typeof Noted>

/** What was never written, or by something else, is nothing. */
export function readLedger(text: string | undefined): Noted[] {
  try {
    return z.array(Noted).parse(JSON.parse(text ?? "[]"))
  } catch {
    return []
  }
}

export function noted(ledger: readonly Noted[], release: Release, after: string | null): string {
  const { image, version, sha, run } = release
  const note: Noted = { digest: image.digest, tag: image.tag, version, sha, run, after }
  return JSON.stringify([note, ...ledger.filter(({ digest }) => digest !== image.digest)].slice(0, KEPT))
}

/** What an image was, for a deployment that the platform knows by its digest only. */
export function releaseOf(ledger: readonly Noted[], repository: string, digest: string): Release {
  const note = ledger.find((one) => one.digest === digest)
  // Deployed by somebody else, or too long ago: its digest is all that is known.
  const { tag, version, sha, run } = note ?? { tag: "", version: "", sha: "", run: "" }
  return { image: { repository, tag, digest }, version, sha, run }
}

/** Whether this run wrote down this release already, and after which deployment: what came since is its own. */
export function begunBefore(ledger: readonly Noted[], { image, run }: Release): Noted | undefined {
  const [newest] = ledger
  return newest?.digest === image.digest && newest.run === run ? newest : undefined
}
