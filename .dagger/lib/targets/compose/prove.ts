/** Owns starting a release on a host, and the proof that it is what runs there. */
import type { Deployment, Release } from "../target.js"
import { type NotLive, notServing, waitUntilLive } from "../waiting.js"
import { composeCommand, type DockerHost, look, pause, secretNames } from "./host.js"
import { judge } from "./judge.js"
import { overrideOf } from "./override.js"
import { deploymentIn, nameOf, type Seen, situationOf } from "./seen.js"
import { type Ended, troubleOf } from "./trouble.js"

/** How many refusals in a row are a verdict. */
const BELIEVED = 2
/** How long the client may take on top of what it waits for. */
const MARGIN_SECONDS = 20

/** The same again is no change: what runs already is not started anew, only waited for. */
export async function prove(
  host: DockerHost,
  release: Release,
  variables: Record<string, string>,
): Promise<Deployment> {
  const { context, environment, options } = host
  const deadline = context.clock.now() + options.deadlineSeconds * 1000
  const ended = await bringUp(host, release, variables, deadline)
  if (ended.exitCode !== 0) throw await failed(host, ended)
  const seen = await waitUntilLive({
    platform: "compose",
    what: whatOf(host),
    read: () => look(host),
    judge: (seen) => judge(seen, release),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: 1000,
    timeoutMs: Math.max(0, deadline - context.clock.now()) + MARGIN_SECONDS * 1000,
  })
  return { ...deploymentIn(seen, seen.containers[0]!, environment), variables }
}

/**
 * A daemon that restarts meanwhile is no verdict: it is asked again, until the time is up. Nor is a first refusal: a
 * daemon that is about to end ends the containers first, which looks like one that does not get well.
 */
async function bringUp(
  host: DockerHost,
  release: Release,
  variables: Record<string, string>,
  deadline: number,
): Promise<Ended> {
  const { service } = host.options
  const secrets = secretNames(host)
  const override = overrideOf({ service, release, variables, secrets })
  for (let refusals = 0; ;) {
    const seconds = Math.max(1, Math.ceil((deadline - host.context.clock.now()) / 1000))
    const words = ["up", "--detach", "--no-build", "--wait", "--wait-timeout", String(seconds), service]
    const given = { seconds: seconds + MARGIN_SECONDS, override, variables }
    const ended = await host.exec(composeCommand(host, ...words), given)
    const trouble = troubleOf(ended)
    refusals = trouble.kind === "refused" ? refusals + 1 : 0
    const late = host.context.clock.now() + 1000 > deadline
    if (ended.exitCode === 0 || refusals === BELIEVED || late) return ended
    await pause(host, trouble)
  }
}

/** Compose replaces before it knows that the new one is well: so the error says what stands there now. */
async function failed(host: DockerHost, ended: Ended): Promise<Error> {
  const { kind, reason } = troubleOf(ended)
  const seen = await look(host).catch(() => undefined)
  const state: NotLive =
    kind === "lost" ? "lost" : /not healthy after|deadline exceeded/.test(ended.stderr) ? "late" : "failed"
  if (!seen) return notServing({ platform: "compose", what: whatOf(host) }, "lost", reason)
  const now = `Now: ${situationOf(seen)}; ${servingIn(host, seen)}`
  return notServing(
    { platform: "compose", what: whatOf(host) },
    state,
    `${reason}\n${now}${await lastWords(host, seen)}`,
  )
}

function servingIn({ environment }: DockerHost, seen: Seen): string {
  const digests = seen.containers.map((container) => deploymentIn(seen, container, environment).image.digest)
  if (digests.length === 0) return `${environment} serves nothing`
  return `${environment} has ${[...new Set(digests)].join(" and ")}`
}

async function lastWords(host: DockerHost, seen: Seen): Promise<string> {
  const told = await Promise.all(
    seen.containers.slice(0, 3).map(async (container) => {
      const argv = ["docker", "container", "logs", "--tail", "20", container.id]
      const { exitCode, stdout, stderr } = await host.exec(argv, { seconds: 30 })
      const said = exitCode === 0 ? `${stdout}${stderr}`.trim() : `its log could not be read: ${stderr.trim()}`
      return `\nThe last words of ${nameOf(container)}:\n${said || "(none)"}`
    }),
  )
  return told.join("")
}

function whatOf({ project, options }: DockerHost): string {
  return `${options.service} in ${project}`
}
