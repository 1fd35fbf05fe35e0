/**
 * Owns migrations on a Docker host: one container of the service, with the new image, that is removed afterwards.
 *
 * It outlives the connection that began it: whoever comes next under the same run finds it by its name, waits for it, and
 * takes its exit code for the answer. None runs on unseen.
 */
import { createHash } from "node:crypto"
import { describe, lastLines } from "../../errors.js"
import { fillAll } from "../../probes/placeholders.js"
import type { Image, Ran, Release } from "../target.js"
import { exclusively } from "./exclusively.js"
import { bring, type DockerHost, look, referenceOf, refusal, secretNames } from "./host.js"
import { MIGRATION_LABEL } from "./labels.js"
import { type Migration, untilEnded } from "./migration.js"
import { overrideOf } from "./override.js"
import { conditionOf, isOver, nameOf, type SeenMigration } from "./seen.js"

/** What a migration may take, and what the lock outlives it by. */
const SECONDS = 3600
const MARGIN_SECONDS = 300
const SHORT_SECONDS = 60

export async function migrateOn(host: DockerHost, image: Image, command: readonly string[]): Promise<Ran> {
  await bring(host, image)
  const holding = { operation: "migrate", reference: referenceOf(image), seconds: SECONDS + MARGIN_SECONDS }
  return exclusively(host, holding, async () => {
    const migration = migrationOf(host, image, command)
    await clearOthers(host, migration)
    const ended = await untilEnded(host, migration)
    const output = await saidBy(host, ended)
    await remove(host, ended)
    if (ended.stopped) throw tooLong(output)
    return { exitCode: ended.state.ExitCode, output }
  })
}

function migrationOf(host: DockerHost, image: Image, command: readonly string[]): Migration {
  const { project, options, context, environment } = host
  const { version, sha, run } = context.request
  const release: Release = { image, version, sha, run }
  const declared = { ...context.config.image!.variables, ...context.config.environments[environment].variables }
  const variables = fillAll(declared, { version, sha, digest: image.digest })
  const asked = createHash("sha256")
    .update(JSON.stringify([run, image.digest, command]))
    .digest("hex")
    .slice(0, 12)
  return {
    name: `shipway-migrate-${project}-${options.service}-${asked}`,
    label: `${MIGRATION_LABEL}=${project}/${options.service}`,
    command,
    seconds: SECONDS,
    given: {
      variables,
      override: overrideOf({ service: options.service, release, variables, secrets: secretNames(host) }),
    },
  }
}

/** Two at once on one database are one too many; what another run left behind and is over is told and removed. */
async function clearOthers(host: DockerHost, { name }: Migration): Promise<void> {
  for (const other of (await look(host)).migrations.filter((one) => nameOf(one) !== name)) {
    const whose = `the migration of run ${other.labels["shipway.run"] ?? "?"}, ${nameOf(other)}, ${conditionOf(other)}`
    if (!isOver(other) && other.state.Status !== "created") throw busy(host, whose)
    host.context.announce(`· ${host.environment}: ${whose}; it is removed`)
    await remove(host, other)
  }
}

/** As much as a report shows, from both of its streams. */
async function saidBy(host: DockerHost, { id }: SeenMigration): Promise<string> {
  const ended = await host.exec(["docker", "container", "logs", "--tail", "20", id], { seconds: SHORT_SECONDS })
  return ended.exitCode === 0
    ? lastLines(`${ended.stdout}${ended.stderr}`, 20)
    : `its log could not be read: ${lastLines(ended.stderr, 5)}`
}

/** By its id, and never worth failing for: one that stays is found by the next. */
async function remove(host: DockerHost, { id }: SeenMigration): Promise<void> {
  const leave = (why: string) => host.context.announce(`· the container of the migration stays on the host: ${why}`)
  try {
    const ended = await host.exec(["docker", "container", "rm", id], { seconds: SHORT_SECONDS })
    if (ended.exitCode !== 0) leave(lastLines(ended.stderr, 3))
  } catch (error) {
    leave(describe(error))
  }
}

function busy({ project, options }: DockerHost, reason: string): Error {
  const advice = `Nothing was changed. Wait for it: \`docker wait\` on the host; then look at what it did to the database of ${options.service} in ${project}.`
  return refusal("migrate", { kind: "refused", reason, advice })
}

function tooLong(output: string): Error {
  const reason = `it was not over within ${SECONDS} s and was stopped; its last words:\n${output || "(none)"}`
  const advice = "Look at what it did to the database before anything else migrates it; then make it smaller."
  return refusal("migrate", { kind: "refused", reason, advice })
}
