/** Owns the real check: the old image, with its own variables, answers its probes on the schema that the new one leaves. */
import { type Container, ReturnType, type Service } from "@dagger.io/dagger"
import { lastLines } from "../errors.js"
import { endOf } from "../exec/end-of.js"
import { poll, within } from "../exec/poll.js"
import { StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import { askAll } from "../probes/round.js"
import { type Attached, attach, label, type Labels, withVariables } from "../services/attached.js"
import { services } from "../services/index.js"
import type { Deployment } from "../targets/target.js"
import { type Answer, no, unclear } from "./answer.js"

const HEALTHY_WITHIN_MS = 60000

export async function oldImage(
  context: Context,
  previous: Deployment,
  images: { old: Container; new: Container },
): Promise<Answer> {
  const labels = { question: "old-image", attempt: context.request.attempt }
  const attached = services(context.config.services, labels)
  // Held by name: the database must live on between the migrations and what serves.
  await Promise.all(attached.map(({ service }) => service.start()))
  const app = served(context, previous, images.old, { attached, labels })
  try {
    const broken =
      (await migrated(context, images.old, "the previous image", { attached, labels })) ??
      (await migrated(context, images.new, "the new image", { attached, labels }))
    return broken ?? (await probed(context, previous, app))
  } finally {
    // A courtesy to the machine: they end with the session anyway.
    for (const service of [app, ...attached.map(({ service }) => service)])
      await service.stop({ kill: true }).catch(() => undefined)
  }
}

interface Bench {
  attached: Attached[]
  labels: Labels
}

async function migrated(
  { config }: Context,
  image: Container,
  whose: string,
  { attached, labels }: Bench,
): Promise<Answer | undefined> {
  const ran = label(attach(image, attached), labels).withExec(config.image!.migrate!, { expect: ReturnType.Any })
  const { exitCode, stdout, stderr } = await endOf(ran)
  if (exitCode === 0) return undefined
  const tail = lastLines(`${stdout}${stderr}`, 20)
  const summary = `the migrations of ${whose} end with exit code ${exitCode}`
  // What shipped once and fails today says nothing about this release.
  return { ...(whose === "the new image" ? no(summary) : unclear(summary)), tail }
}

/** Whatever its variables point at, the services of this bench come last: no probe may reach production. */
function served({ config }: Context, { variables }: Deployment, image: Container, bench: Bench): Service {
  return label(attach(withVariables(image, variables), bench.attached), bench.labels)
    .withExposedPort(config.image!.port)
    .asService({ useEntrypoint: true })
}

async function probed(context: Context, { version, sha, image }: Deployment, app: Service): Promise<Answer> {
  const { config, clock } = context
  const { port, healthPath } = config.image!
  const base = await within(context.reach(app, port), HEALTHY_WITHIN_MS, "the old image did not become healthy").catch(
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
  if (base instanceof Error) return { ...no("the old image does not start on the new schema"), tail: base.message }
  const healthy = await poll(() => answers200(new URL(healthPath, base)), {
    intervalMs: 500,
    timeoutMs: HEALTHY_WITHIN_MS,
    clock,
  })
  if (!healthy.value)
    return no(`the old image does not answer 200 on ${healthPath} on the new schema: ${healthy.reason}`)
  const facts = { version, sha, digest: image.digest }
  const { status, summary, parts } = await askAll(base, config.probes, facts, () => clock.now())
  const told = status === StepStatus.Passed ? `${version} on the new schema: ${summary}` : summary
  return { status, summary: told, files: { "old-image-probes.json": JSON.stringify(parts, null, 2) } }
}

async function answers200(url: URL): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
  return true
}
