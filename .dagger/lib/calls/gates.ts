/** Owns the calls that work on the source alone: lint, fix, test, build, up. */
import type { Changeset, Container, Service } from "@dagger.io/dagger"
import { StepStatus } from "../../src/names.js"
import { readConfig } from "../config/read.js"
import { systemClock } from "../exec/poll.js"
import { select } from "../select.js"
import { build as buildStep, imageOf } from "../steps/build.js"
import { fix as fixStep, fixers } from "../steps/fix.js"
import { image } from "../steps/image.js"
import { lint as lintStep } from "../steps/lint.js"
import { test as testStep } from "../steps/test.js"
import { up as upStep } from "../steps/up.js"
import { answer, type Gate, gate } from "./gate.js"
import type { Given } from "./given.js"

export async function lint(given: Given, only: string[] | undefined, rerun: string | undefined): Promise<Gate> {
  const config = await readConfig(given.source, given.config)
  const now = systemClock.now()
  return gate(await lintStep(given.source, config, select(config.lint, only, "lint"), now, rerun), now)
}

export async function fix(given: Given, only: string[] | undefined): Promise<Changeset> {
  const config = await readConfig(given.source, given.config)
  return fixStep(given.source, config, fixers(config.lint, only))
}

export async function test(given: Given, only: string[] | undefined, rerun: string | undefined): Promise<Gate> {
  const config = await readConfig(given.source, given.config)
  const now = systemClock.now()
  return gate(await testStep(given.source, config, select(config.tests, only, "tests"), now, rerun), now)
}

export async function build({ source, config }: Given): Promise<Container> {
  return imageOf(source, await readConfig(source, config))
}

export async function checkBuild(given: Given): Promise<string> {
  const config = await readConfig(given.source, given.config)
  const { built } = await buildStep(given.source, config, systemClock.now())
  const { status, summary } = await image(built, config)
  return answer("build", status === StepStatus.Passed, summary)
}

export async function up({ source, config }: Given): Promise<Service> {
  return upStep(source, await readConfig(source, config), "development")
}
