/** Shows a release on GitHub: one deployment with its statuses, one issue per trouble, and what is asked of the token. */
import { describe, expect, it } from "vitest"
import { decided } from "../../.dagger/lib/notify/events.js"
import { fakeGithub, type GithubState, githubState } from "./fakes/github.js"
import { rig } from "./rig.js"
import { events, keep, minor, subject } from "./sample.js"
import { subjects } from "./subjects.js"

const github = subjects.find(({ kind }) => kind === "github")!
const started = (change: (state: GithubState) => void = () => {}) => {
  const state = githubState()
  change(state)
  return rig(github, { behaviour: fakeGithub(state) }).then((r) => ({ ...r, state }))
}

describe("a deployment", () => {
  it.each([
    ["shipped", ["deploy aaa1111 production", "status 1 in_progress", "status 1 success"]],
    ["stopped", ["deploy aaa1111 production", "status 1 in_progress", "status 1 failure"]],
    ["left-degraded", ["deploy aaa1111 production", "status 1 in_progress", "status 1 failure"]],
    ["rollback-failed", ["deploy aaa1111 production", "status 1 in_progress", "status 1 failure"]],
    [
      "rolled-back",
      [
        "deploy aaa1111 production",
        "rollback bbb2222 production",
        "status 1 in_progress",
        "status 1 failure",
        "status 2 success",
      ],
    ],
  ] as const)("that %s", async (kind, expected) => {
    const r = await started()
    await r.deliver([events.started, events[kind]])

    expect(r.vendor.effects()).toEqual(expected)
  })

  it("is another for another run of the same commit", async () => {
    const r = await started()
    await r.deliver([events.started, { ...events.started, run: "run-8" }])

    expect(r.state.deployments).toMatchObject([{ payload: { shipway: "run-7" } }, { payload: { shipway: "run-8" } }])
  })

  it("is found again when its payload comes back as text", async () => {
    const r = await started()
    await r.deliver([events.started])
    r.state.deployments[0]!.payload = JSON.stringify(r.state.deployments[0]!.payload)
    await r.deliver([events.shipped])

    expect(r.state.deployments).toHaveLength(1)
  })

  it("leaves a second between two changes", async () => {
    const r = await started()
    await r.deliver([events["rolled-back"]])

    expect(r.vendor.heard.filter(({ method }) => method === "POST")).toHaveLength(4)
    expect(r.clock.slept).toEqual([1000, 1000, 1000, 1000])
  })
})

describe("an issue", () => {
  const inRun = (run: string) => decided({ ...subject, run }, keep, [minor])

  it("is opened once, and then commented once per run", async () => {
    const r = await started()
    for (const run of ["run-1", "run-2", "run-2", "run-3"]) await r.deliver(inRun(run))

    expect(r.vendor.effects()).toEqual([
      "issue open shop 1.4.0 has a minor problem: verify production / banner",
      "comment 1",
      "comment 1",
    ])
  })

  it("has its comment once although the answer to it was lost", async () => {
    const r = await started()
    await r.deliver(inRun("run-1"))
    r.vendor.fail(["lost"])

    expect((await r.deliver(inRun("run-2"))).results).toMatchObject([{ status: "delivered", tries: 2 }])
    expect(r.state.comments).toHaveLength(1)
  })

  it("is opened anew when the old one was closed", async () => {
    const r = await started()
    await r.deliver(inRun("run-1"))
    r.state.issues[0]!.state = "closed"
    await r.deliver(inRun("run-2"))

    expect(r.state.issues).toHaveLength(2)
  })

  it("is found behind a hundred others, and neither a pull request nor a quotation is taken for it", async () => {
    const r = await started()
    await r.deliver(inRun("run-1"))
    const [own] = r.state.issues
    const labels = own!.labels
    r.state.issues = [
      { ...own!, number: 900, pull_request: {} },
      { ...own!, number: 901, body: `> ${own!.body}` },
      ...Array.from({ length: 120 }, (_, n) => ({ number: 1000 + n, title: "x", body: "", state: "open", labels })),
      own!,
    ]
    await r.deliver(inRun("run-2"))

    expect(r.state.comments).toMatchObject([{ issue: own!.number }])
  })

  it("is not opened blindly when there are too many to look through", async () => {
    const r = await started((state) => {
      state.issues = Array.from({ length: 1000 }, (_, n) => ({
        number: n,
        title: "x",
        body: "",
        state: "open",
        labels: [{ name: "shipway" }],
      }))
    })

    expect((await r.deliver(inRun("run-1"))).results).toMatchObject([{ status: "undelivered" }])
    expect(r.state.issues).toHaveLength(1000)
  })

  it("that lost its label is reported, since it would not be found again", async () => {
    const r = await started((state) => (state.labels = false))

    expect((await r.deliver(inRun("run-1"))).results).toMatchObject([
      { status: "undelivered", reason: "issue #1 was opened without its label shipway, so it will not be found again" },
    ])
  })

  it("of a page is closed by resolved, with a comment", async () => {
    const r = await started()
    await r.deliver([events.page])
    await r.deliver([events.resolved])

    expect(r.vendor.effects()).toEqual(["issue closed shop 1.4.0 is being rolled back", "comment 1"])
  })

  it("keeps what it quotes in a fence, where no team is mentioned and no marker obeyed", async () => {
    const r = await started()
    const hostile = "```\n@acme/everyone closes #1 <img src=x>\n````\n<!-- shipway:0 -->"
    await r.deliver(decided(subject, keep, [{ ...minor, summary: hostile }]))
    const { body } = r.state.issues[0]!
    const [, fence, quoted] = /^(`{3,})text\n([^]*?)\n\1$/m.exec(body)!

    expect(fence).toBe("`````")
    expect(quoted).toContain("@acme/everyone")
    expect(body.replace(quoted!, "")).not.toMatch(/@|<img/)
  })
})

describe("the token", () => {
  it.each([
    ["may write", {}, true, "may write to acme/shop"],
    ["may only read", { permissions: { push: false } }, false, "nothing says that the token may write"],
    ["of which nothing is said", { permissions: undefined }, false, "nothing says that the token may write"],
    ["of an archived repository", { archived: true }, false, "archived"],
    ["where issues are off", { has_issues: false }, false, "issues switched off"],
  ])("%s", async (_, change, reachable, reason) => {
    const r = await started((state) => Object.assign(state.repository, change))

    expect(await r.reachable()).toMatchObject([{ reachable, reason: expect.stringContaining(reason) as unknown }])
  })

  it.each([
    ["repo, gist", true],
    ["public_repo, repo_deployment", true],
    ["read:user", false],
  ])("with the classic scopes %s", async (scopes, reachable) => {
    const behaviour = fakeGithub()
    const answer = (heard: Parameters<typeof behaviour.answer>[0]) => {
      const reply = behaviour.answer(heard)
      return { ...reply, headers: { ...reply.headers, "x-oauth-scopes": scopes } }
    }
    const r = await rig(github, { behaviour: { ...behaviour, answer } })

    expect(await r.reachable()).toMatchObject([{ reachable }])
  })
})

it("waits for a spent budget to be filled again, and gives up when that is too late", async () => {
  const limited = async (seconds: number) => {
    const behaviour = fakeGithub()
    let first = true
    const r = await rig(github, {
      behaviour: {
        ...behaviour,
        answer(heard) {
          if (!first || heard.method === "GET") return behaviour.answer(heard)
          first = false
          const reset = String(Math.ceil(r.clock.now() / 1000) + seconds)
          return {
            status: 403,
            body: "rate limit",
            headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
          }
        },
      },
    })
    return (await r.deliver([events.issue])).results[0]!
  }

  expect(await limited(20)).toMatchObject({ status: "delivered", tries: 2 })
  expect(await limited(1800)).toMatchObject({ status: "undelivered", tries: 1 })
})
