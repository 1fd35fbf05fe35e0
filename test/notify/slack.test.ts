/** Shows Slack's messages: within every limit, with nothing in them that Slack would obey. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Severity } from "../../.dagger/src/names.js"
import { slackMessage } from "../../.dagger/lib/notify/slack.js"
import { SLACK_PATH, fakeSlack } from "./fakes/slack.js"
import { hidden, rig } from "./rig.js"
import { events } from "./sample.js"
import { subjects } from "./subjects.js"

const accepted = (message: object) =>
  fakeSlack().answer({
    method: "POST",
    path: SLACK_PATH,
    query: new URLSearchParams(),
    headers: {},
    body: JSON.stringify(message),
  })

it("reads like this", () => {
  expect(slackMessage(events.page)).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "text": {
            "emoji": false,
            "text": "🔴 shop 1.4.0 is being rolled back",
            "type": "plain_text",
          },
          "type": "header",
        },
        {
          "fields": [
            {
              "text": "*Environment*
    production",
              "type": "mrkdwn",
            },
            {
              "text": "*Version*
    1.4.0",
              "type": "mrkdwn",
            },
            {
              "text": "*Digest*
    sha256:2",
              "type": "mrkdwn",
            },
            {
              "text": "*Before*
    1.3.0",
              "type": "mrkdwn",
            },
          ],
          "type": "section",
        },
        {
          "text": {
            "text": "chat failed",
            "type": "mrkdwn",
          },
          "type": "section",
        },
        {
          "text": {
            "text": "• critical: verify production / chat: status 500",
            "type": "mrkdwn",
          },
          "type": "section",
        },
        {
          "elements": [
            {
              "text": {
                "emoji": false,
                "text": "Run",
                "type": "plain_text",
              },
              "type": "button",
              "url": "https://ci.example.org/run/7",
            },
          ],
          "type": "actions",
        },
        {
          "elements": [
            {
              "text": "run run-7, 2026-11-24T09:10:00.000Z",
              "type": "mrkdwn",
            },
          ],
          "type": "context",
        },
      ],
      "text": "🔴 shop 1.4.0 is being rolled back",
    }
  `)
})

describe("whatever is in an event", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("<!channel>", "<https://x|y>", "&&&&", "<<<<>>>>", "👩‍🚀"),
  )
  const long = fc.tuple(text, fc.integer({ min: 0, max: 4000 })).map(([one, times]) => one.repeat(times).slice(0, 9000))

  it("fits Slack's limits and cannot mention or link anything (property)", () => {
    fc.assert(
      fc.property(
        long,
        long,
        fc.array(long, { maxLength: 30 }),
        fc.array(long, { maxLength: 9 }),
        (title, words, found, hrefs) => {
          const message = slackMessage({
            ...events.page,
            title,
            text: words,
            run: title,
            findings: found.map((summary) => ({ source: "probe", severity: Severity.Minor, summary })),
            links: hrefs.map((href) => ({ text: href, href: `https://${href}` })),
          })
          const texts = [
            ...JSON.stringify({ ...message, blocks: withoutUrls(message) }).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g),
          ]

          expect(accepted(message)).toMatchObject({ status: 200, body: "ok" })
          for (const [, shown] of texts) {
            expect(shown).not.toMatch(/[<>]/)
            expect(shown!.replace(/&(amp|lt|gt);/g, "")).not.toContain("&")
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it("says how many findings it leaves out", () => {
    const findings = Array.from({ length: 25 }, (_, index) => ({
      source: `p${index}`,
      severity: Severity.Minor,
      summary: "old",
    }))

    expect(JSON.stringify(slackMessage({ ...events.issue, findings }))).toContain("and 5 more")
  })

  it("makes no button of an address that is not http", () => {
    const message = slackMessage({ ...events.page, links: [{ text: "x", href: "javascript:alert(1)" }] })

    expect(JSON.stringify(message)).not.toContain("javascript")
  })
})

it("does not repeat a secret that is no address", async () => {
  const slack = subjects.find(({ kind }) => kind === "slack")!
  const r = await rig(slack, { secrets: { slackWebhook: hidden("canary without a scheme") } })
  const { results } = await r.deliver([events.page])

  expect(results).toMatchObject([{ status: "undelivered", tries: 1, reason: "its address is not a URL" }])
})

function withoutUrls(message: object): unknown[] {
  return (message as { blocks: { type: string }[] }).blocks.filter(({ type }) => type !== "actions")
}
