/** Shows the log that a platform gives of a deployment: of this release alone, oldest line first, and what cannot be read is an error. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { Cluster } from "../../.dagger/lib/targets/kubernetes/cluster.js"
import { logsIn } from "../../.dagger/lib/targets/kubernetes/logs.js"
import { railway } from "../../.dagger/lib/targets/railway/index.js"
import { render } from "../../.dagger/lib/targets/render/index.js"
import type { Deployment, Logged, Target } from "../../.dagger/lib/targets/target.js"
import { targets } from "../../.dagger/lib/targets/index.js"
import { vercel } from "../../.dagger/lib/targets/vercel/index.js"
import { fakeHost, target as compose } from "./compose/subject.js"
import { digest, release, Stage } from "./conformance/stage.js"
import type { Platform } from "./conformance/subject.js"
import * as pods from "./kubernetes/sample.js"
import { fakeKubernetes, target as kubernetes } from "./kubernetes/subject.js"
import { fakeRailway } from "./railway/fake.js"
import { fakeRender } from "./render/fake.js"
import { fakeVercel } from "./vercel/fake.js"

interface Asked {
  stage: Stage
  platform: Platform
  logs: (of: Logged) => Promise<string>
}

async function over<T>(target: Target, start: () => Promise<Platform>, act: (asked: Asked) => Promise<T>): Promise<T> {
  const platform = await start()
  const stage = new Stage({ target, start, triesPerRead: 4, mutations: [] }, platform)
  const context = (): Context => stage.attempt().context
  try {
    return await act({ stage, platform, logs: (of) => target.logs!(context(), "production", of) })
  } finally {
    await platform.close()
  }
}

/** What each stand-in's app or platform writes of a release, in its order. */
const subjects: [Target, () => Promise<Platform>, (number: number) => string[]][] = [
  [railway, fakeRailway, (number) => [`info started registry.example/shop@${digest(number)}`, "info GET postgres://"]],
  [render, fakeRender, (number) => [`started ${digest(number)}`]],
  [vercel, fakeVercel, (number) => [`read FROM registry.example/shop@${digest(number)}`, "pushed the layers"]],
  [compose, fakeHost, () => ["its last words"]],
  [kubernetes, fakeKubernetes, (number) => [`started ${digest(number)}`]],
]

describe.each(subjects)("the log on $name", (target, start, said) => {
  it("is that of the deployment, the oldest line first", async () => {
    const text = await over(target, start, async ({ stage, logs }) => {
      const [, second] = await stage.deployed(1, 2)
      return logs(second as Deployment)
    })
    const at = said(2).map((line) => text.indexOf(line))

    expect(text).not.toContain(digest(1))
    expect(at).toEqual(at.toSorted((one, other) => one - other))
    expect(at).not.toContain(-1)
  })

  it("is found by the image where no deployment came of it, and is nothing where none was begun", async () => {
    const [found, none] = await over(target, start, async ({ stage, platform, logs }) => {
      await stage.deployed(1)
      platform.next("failed")
      const failed = await stage.deploy(release(2))
      expect(failed).toBeInstanceOf(Error)
      return [await logs(release(2)), await logs(release(3))]
    })

    for (const line of said(2)) expect(found).toContain(line)
    expect(none).toBe("")
  })

  it("is an error when the platform does not answer, and soon", async () => {
    const failed = await over(target, start, async ({ stage, platform, logs }) => {
      const [live] = await stage.deployed(1)
      platform.fail("reads", "500", 99)
      return logs(live!).catch((error: Error) => error.message)
    })

    expect(failed).toMatch(/did not (read|say|list)|cannot be read/)
  })
})

describe("the log in a cluster", () => {
  const [old, mine] = [pods.release("a"), pods.release("b")]
  const ask = async (all: object[]) => {
    const asked: string[][] = []
    const run = (_: string, args: readonly string[]) => {
      asked.push([...args])
      if (args[0] === "logs") return Promise.resolve("ready")
      const found = args[1] === "deployment" ? pods.deployment(mine) : { items: all }
      return Promise.resolve(JSON.stringify(found))
    }
    const cluster = { kubectl: { run }, options: { deployment: "shop", container: "app" }, environment: "production" }
    const text = await logsIn(cluster as unknown as Cluster, mine)
    return { text, logs: asked.find(([verb]) => verb === "logs")?.slice(1) }
  }

  it("is of a pod that is not ready, before it restarted if it did; else of one that restarted; else of any", async () => {
    const well = pods.pod("shop-1", mine)
    const unready = pods.pod("shop-2", mine, { ready: false })
    const restarting = pods.pod("shop-3", mine, { ready: false, restartCount: 2 })
    const restarted = pods.pod("shop-4", mine, { restartCount: 1 })
    const flags = ["--container=app", "--tail=100", "--timestamps"]

    expect(await ask([well])).toEqual({ text: "ready", logs: ["shop-1", ...flags] })
    expect((await ask([well, restarted])).logs).toEqual(["shop-4", ...flags, "--previous"])
    expect((await ask([well, restarted, unready])).logs).toEqual(["shop-2", ...flags])
    expect((await ask([well, unready, restarting])).logs).toEqual(["shop-3", ...flags, "--previous"])
  })

  it("is nothing where only pods of another release run", async () => {
    expect(await ask([pods.pod("shop-0", old, { ready: false })])).toEqual({ text: "", logs: undefined })
  })
})

it("docs/targets.md says of every target whether its log can be read", async () => {
  const section = readFileSync("docs/targets.md", "utf8")
    .split(/^## /m)
    .find((one) => one.startsWith("Logs\n"))!
  const found = [...section.matchAll(/^\| `(\w+)` *\| (.+?) *\|$/gm)]
  const rows = new Map(found.map(([, name, what]) => [name!, what!]))

  expect([...rows.keys()].toSorted()).toEqual(Object.keys(targets).toSorted())
  for (const [name, load] of Object.entries(targets))
    expect([name, rows.get(name)!.startsWith("none")]).toEqual([name, !("logs" in (await load()))])
})
