/** Shows what Prometheus is told, and what a bake leaves for the report. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { Bake } from "../../.dagger/lib/config/bake-schema.js"
import { Severity } from "../../.dagger/src/names.js"
import { alertsFile, seriesFile } from "../../.dagger/lib/observability/report-files.js"
import { expressionsFile, prometheusFile, ruleFile } from "../../.dagger/lib/observability/rule-files.js"
import { spells } from "../../.dagger/lib/observability/timeline.js"
import { alert, origin } from "./observed.js"

const bake = Bake.parse({ durationSeconds: 600 })

describe("the rule file", () => {
  it("has each alert with its time, its severity and whose it is", () => {
    const rules = [
      alert("Errors", Severity.Critical, { expr: 'a{b="c: #d"}\n  > 1', forSeconds: 90, summary: "Too many" }),
    ]

    expect(parse(ruleFile(rules, origin))).toEqual({
      groups: [
        {
          name: "shipway-bake",
          rules: [
            {
              alert: "Errors",
              expr: 'a{b="c: #d"}\n  > 1',
              for: "90s",
              labels: { severity: "critical", ...origin },
              annotations: { summary: "Too many" },
            },
          ],
        },
      ],
    })
  })
})

it("every expression is shown to promtool: conditions, evidence and series", () => {
  const rules = [alert("Errors", Severity.Critical)]

  expect(parse(expressionsFile(rules, { ...bake, series: { "error rate": "a / b" } }))).toMatchObject({
    groups: [{ rules: [{ expr: "Errors_condition" }, { expr: "Errors_evidence" }, { expr: "a / b" }] }],
  })
})

describe("the settings of Prometheus", () => {
  it.each<[string, string, object]>([
    [
      "a service of the engine",
      "http://target:8000",
      { scheme: "http", metrics_path: "/metrics", targets: ["target:8000"] },
    ],
    [
      "a platform's address",
      "https://shop.example.com",
      { scheme: "https", metrics_path: "/metrics", targets: ["shop.example.com"] },
    ],
    [
      "an address below a path",
      "https://example.com/shop/",
      { scheme: "https", metrics_path: "/shop/metrics", targets: ["example.com"] },
    ],
  ])("scrape %s", (_, base, { targets, ...expected }: { targets?: string[] }) => {
    const { scrape_configs } = parse(prometheusFile(bake, base, origin)) as { scrape_configs: object[] }

    expect(scrape_configs).toMatchObject([{ ...expected, static_configs: [{ targets, labels: origin }] }])
  })

  it("never wait longer for a scrape than until the next one", () => {
    const at = (intervalSeconds: number) =>
      (parse(prometheusFile({ ...bake, intervalSeconds }, "http://a", origin)) as { global: object }).global

    expect(at(1)).toEqual({ scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" })
    expect(at(30)).toMatchObject({ scrape_timeout: "10s" })
  })

  it("scrape nothing where the platform lets nobody read the metrics", () => {
    expect(parse(prometheusFile({ ...bake, scrape: false }, "http://a", origin))).toMatchObject({ scrape_configs: [] })
  })
})

describe("the timeline", () => {
  const series = (alertstate: string, times: number[], labels: object = origin) => ({
    labels: { __name__: "ALERTS", alertname: "Errors", alertstate, ...labels } as Record<string, string>,
    points: times.map((at): [number, number] => [at, 1]),
  })

  it("has a spell per time that an alert was pending or firing, in order", () => {
    const found = spells([series("firing", [5, 6, 7, 20, 21]), series("pending", [3, 4])], 1, origin)

    expect(found.map(({ state, from, until, ours }) => [state, from, until, ours])).toEqual([
      ["pending", 3, 4, true],
      ["firing", 5, 7, true],
      ["firing", 20, 21, true],
    ])
  })

  it.each(Object.keys(origin))("counts an alert with another %s as somebody else's", (label) => {
    expect(spells([series("firing", [1], { ...origin, [label]: "other" })], 1, origin)[0]!.ours).toBe(false)
    expect(spells([series("firing", [1], { ...origin, [label]: undefined })], 1, origin)[0]!.ours).toBe(false)
  })

  it("is written with times that people can read", () => {
    const verdict = { status: "passed", severity: undefined, rules: [] } as never
    const text = alertsFile({
      verdict,
      from: 0,
      until: 20,
      extended: false,
      spells: spells([series("pending", [3])], 1, origin),
    })

    expect(JSON.parse(text)).toMatchObject({
      from: "1970-01-01T00:00:00.000Z",
      timeline: [{ alert: "Errors", state: "pending", from: "1970-01-01T00:00:03.000Z" }],
    })
  })
})

it("a drawn series has null where there is no number, and says why it could not be drawn", () => {
  const text = seriesFile([
    {
      name: "error rate",
      expr: "a / b",
      series: [
        {
          labels: {},
          points: [
            [1, NaN],
            [2, 0.5],
          ],
        },
      ],
    },
    { name: "typo", expr: "a(", problem: "parse error", series: [] },
  ])

  expect(JSON.parse(text)).toMatchObject([
    {
      name: "error rate",
      series: [
        {
          points: [
            ["1970-01-01T00:00:01.000Z", null],
            ["1970-01-01T00:00:02.000Z", 0.5],
          ],
        },
      ],
    },
    { name: "typo", problem: "parse error", series: [] },
  ])
})

it("the tests of the sample's rules name every alert that the sample has", () => {
  const { alerts } = parse(readFileSync("shipway.yaml", "utf8")) as { alerts: object }
  const tests = readFileSync("test/engine/alert-rules.yml", "utf8")

  for (const name of Object.keys(alerts)) expect(tests).toContain(`- alertname: ${name}`)
})
