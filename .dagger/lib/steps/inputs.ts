/** Owns the check that declared inputs are there: a tool over nothing would look like a pass. */
import type { Directory } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"
import { unmatched } from "../exec/toolchain.js"

interface Reader {
  name: string
  inputs: string[] | undefined
}

export async function requireInputs(
  source: Directory,
  config: ResolvedConfig,
  readers: readonly Reader[],
  section: string,
): Promise<void> {
  const missing = await Promise.all(readers.map(({ inputs }) => unmatched(source, config, inputs)))
  const first = missing.findIndex((patterns) => patterns.length > 0)
  if (first >= 0)
    throw failure("INPUTS_MATCH_NOTHING", { owner: `${section}.${readers[first]!.name}`, patterns: missing[first]! })
}
