/** Shows notifying from within a run: the run's own subject, config and secrets, and a real clock. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { systemClock } from "../../.dagger/lib/exec/poll.js"
import { started } from "../../.dagger/lib/notify/events.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { notifiersReachable, notify, subjectOf } from "../../.dagger/lib/steps/notify.js"
import { minimal, yamlOf } from "../config/config-text.js"
import { vendor } from "../notify/fakes/vendor.js"
import { fakeWebhook, WEBHOOK_SECRET } from "../notify/fakes/webhook.js"
import { hidden } from "../notify/rig.js"

async function context() {
  const fake = await vendor(() => fakeWebhook(() => Date.now()))
  const config = loadConfig(
    yamlOf({ ...minimal, notify: { hook: { kind: "webhook", url: fake.url } } }),
    "shipway.yaml",
  )
  const previous = {
    environment: "production" as const,
    image: { repository: "r/shop", tag: "1", digest: "sha256:1" },
    version: "1.0.0",
    sha: "aaa",
    run: "run-0",
    variables: {},
    at: "",
  }
  const request = {
    run: "run-1",
    attempt: "a",
    since: 0,
    version: "1.1.0",
    sha: "bbb",
    rerun: undefined,
    fault: undefined,
  }
  const handed = { deployments: {}, previous, image: { repository: "r/shop", tag: "2", digest: "sha256:2" } }
  const notifySecrets = { webhookSecret: hidden(WEBHOOK_SECRET) }
  return { fake, context: { config, request, clock: systemClock, handed, notifySecrets } as unknown as Context }
}

describe("from within a run", () => {
  it("events are about this release and the one before", async () => {
    expect(subjectOf((await context()).context, "production")).toMatchObject({
      project: "sample",
      environment: "production",
      run: "run-1",
      startedAt: "1970-01-01T00:00:00.000Z",
      release: { version: "1.1.0", sha: "bbb", image: "r/shop@sha256:2", digest: "sha256:2" },
      previous: { version: "1.0.0", sha: "aaa", digest: "sha256:1" },
    })
  })

  it("the notifiers of the config are told, with the secrets of the call", async () => {
    const { fake, context: of } = await context()
    const { results } = await notify(of, started(subjectOf(of, "production")))

    expect(results).toMatchObject([{ notifier: "hook", event: "started", status: "delivered" }])
    expect(fake.effects()).toEqual(["release.started"])
  })

  it("a rehearsal tells nobody", async () => {
    const { fake, context: of } = await context()
    const { results } = await notify(of, started(subjectOf(of, "production")), { hold: true })

    expect(results).toMatchObject([{ status: "held" }])
    expect(fake.heard).toEqual([])
  })

  it("readiness asks every notifier", async () => {
    const { context: of } = await context()

    expect(await notifiersReachable(of)).toMatchObject([{ notifier: "hook", reachable: true }])
    expect(await notifiersReachable({ ...of, notifySecrets: {} })).toEqual([
      { notifier: "hook", reachable: false, reason: "--webhook-secret was not passed" },
    ])
  })
})
