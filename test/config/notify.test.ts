/** Shows what may be written under notify:, what it comes to, and that the documentation's example is valid. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { explain } from "../../.dagger/lib/config/explain.js"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { EVENTS } from "../../.dagger/src/names.js"
import { minimal, yamlOf } from "./config-text.js"

const load = (notify: unknown) => loadConfig(yamlOf({ ...minimal, notify }), "shipway.yaml")
const documented = readFileSync("docs/notifications.md", "utf8")

/** [what is broken, the value of notify:, what is said about it] */
const broken: [string, unknown, string][] = [
  ["no kind", { team: {} }, "notify.team.kind: is missing: write one of slack, pagerduty, github, webhook"],
  [
    "an unknown kind",
    { team: { kind: "email" } },
    "notify.team.kind: must be one of slack, pagerduty, github, webhook",
  ],
  ["a secret in the config", { team: { kind: "slack", url: "https://x" } }, "notify.team.url: unknown key"],
  ["an unknown event", { team: { kind: "slack", on: ["deployed"] } }, "notify.team.on.0: must be one of"],
  ["no event at all", { team: { kind: "slack", on: [] } }, "notify.team.on: must have at least 1 entry"],
  ["an event twice", { team: { kind: "slack", on: ["page", "page"] } }, "notify.team.on: names an event twice"],
  ["a webhook without an address", { hook: { kind: "webhook" } }, "notify.hook.url: is missing"],
  [
    "an address with a password",
    { hook: { kind: "webhook", url: "https://me:pw@example.org" } },
    "notify.hook.url: must be an http(s) URL, without a user or password in it",
  ],
  [
    "an address of another kind",
    { hook: { kind: "webhook", url: "file:///etc" } },
    "notify.hook.url: must be an http(s) URL",
  ],
  [
    "a repository without its owner",
    { repo: { kind: "github", repository: "shop" } },
    "notify.repo.repository: must be owner/name",
  ],
  [
    "two channels behind one secret",
    { team: { kind: "slack" }, ops: { kind: "slack", on: ["page"] } },
    "notify.ops: team is slack already, with the same secret; join them",
  ],
  [
    "an alert that nothing opens",
    { oncall: { kind: "pagerduty", on: ["resolved"] } },
    "notify.oncall.on: resolved without page: there is nothing to resolve",
  ],
]

describe("a broken notify:", () => {
  it.each(broken)("%s", (_, notify, message) => {
    expect(() => load(notify)).toThrow(message)
  })

  it("does not repeat the password of an address", () => {
    expect(() => load({ hook: { kind: "webhook", url: "https://me:s3cretpw@example.org" } })).not.toThrow("s3cretpw")
  })
})

describe("a good notify:", () => {
  it("fills in who is told what", () => {
    const { notify } = load({
      team: { kind: "slack" },
      oncall: { kind: "pagerduty" },
      repo: { kind: "github", repository: "acme/shop" },
      hook: { kind: "webhook", url: "http://receiver:8080/x" },
    })

    expect(notify).toEqual([
      { name: "team", kind: "slack", on: [...EVENTS] },
      {
        name: "oncall",
        kind: "pagerduty",
        on: ["page", "resolved", "shipped", "rolled-back"],
        endpoint: "https://events.pagerduty.com",
      },
      {
        name: "repo",
        kind: "github",
        on: EVENTS.filter((event) => event !== "page" && event !== "resolved"),
        repository: "acme/shop",
        label: "shipway",
        endpoint: "https://api.github.com",
      },
      { name: "hook", kind: "webhook", on: [...EVENTS], url: "http://receiver:8080/x" },
    ])
  })

  it("is shown by validate", () => {
    expect(explain(load({ hook: { kind: "webhook", url: "https://x.org", on: ["page", "issue"] } }))).toMatch(
      /^notify +hook \(webhook: page, issue\)$/m,
    )
    expect(explain(load(undefined))).toMatch(/^notify +none$/m)
  })
})

describe("docs/notifications.md", () => {
  it("shows a notify: that is valid", () => {
    const [, yaml] = /```yaml\n([^]*?)```/.exec(documented)!

    expect(loadConfig(`${yamlOf(minimal)}${yaml}`, "notifications.md").notify.map(({ kind }) => kind)).toEqual([
      "slack",
      "pagerduty",
      "github",
      "webhook",
    ])
  })

  it("explains every event, and no other", () => {
    expect([...documented.matchAll(/^\| `([a-z-]+)` +\| [^`-]/gm)].map((match) => match[1])).toEqual([...EVENTS])
  })
})
