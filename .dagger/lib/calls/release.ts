/** Owns the calls that walk a release, or the part of one that publishes. */
import type { GitRepository } from "@dagger.io/dagger"
import { readConfig } from "../config/read.js"
import { systemClock } from "../exec/poll.js"
import { committed } from "../pipeline/commit.js"
import { runRelease } from "../pipeline/release.js"
import type { RequestOptions } from "../pipeline/request.js"
import { referenceOf } from "../report/model.js"
import { selectFault } from "../select.js"
import { build } from "../steps/build.js"
import { publish as publishStep } from "../steps/publish.js"
import { contextOf, type Given } from "./given.js"
import { type Written, written } from "./written.js"

export async function publish(given: Given, git: GitRepository): Promise<string> {
  const { commit, tree, config } = await committed(git, given.source, given.config)
  const { built } = await build(tree, config, systemClock.now())
  const { image } = await publishStep(built, await contextOf(given, config, { commit, scope: "release" }, tree))
  return referenceOf(image)
}

type Rehearsal = Pick<RequestOptions, "run" | "rerun" | "previous" | "force"> & { fault?: string; at?: string }

export async function rehearse(given: Given, { fault, at, ...options }: Rehearsal): Promise<Written> {
  const config = await readConfig(given.source, given.config)
  const context = await contextOf(given, config, { ...options, fault: selectFault(config, fault, at) })
  return written(await runRelease("rehearse", context, { source: await given.source.digest(), breakLock: false }))
}

type Release = Pick<RequestOptions, "run" | "force" | "rerun" | "approvedBy"> & { breakLock: boolean }

export async function release(given: Given, git: GitRepository, { breakLock, ...options }: Release): Promise<Written> {
  const { commit, tree, config } = await committed(git, given.source, given.config)
  const context = await contextOf(given, config, { ...options, commit, scope: "release" }, tree)
  return written(await runRelease("release", context, { source: commit, breakLock }))
}
