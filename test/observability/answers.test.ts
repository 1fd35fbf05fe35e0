/** Shows that Prometheus' answers are read, and that what cannot be read is an error and never an empty answer. */
import { describe, expect, it } from "vitest"
import { readRules, readSeries, readTargets } from "../../.dagger/lib/observability/answers.js"
import { prometheusAt } from "../../.dagger/lib/observability/prometheus.js"
import { answering } from "../probes/answering.js"

const answer = (data: unknown) => JSON.stringify({ status: "success", data })

describe("an answer", () => {
  it("of series keeps values that are no JSON numbers", () => {
    const values = [
      [1.5, "0.25"],
      [2, "NaN"],
      [3, "+Inf"],
      [4, "-Inf"],
    ]

    expect(readSeries(answer({ resultType: "matrix", result: [{ metric: { le: "3" }, values }] }))).toEqual([
      {
        labels: { le: "3" },
        points: [
          [1.5, 0.25],
          [2, NaN],
          [3, Infinity],
          [4, -Infinity],
        ],
      },
    ])
  })

  it("of rules keeps the alerting ones", () => {
    const rules = [
      {
        name: "Errors",
        type: "alerting",
        health: "ok",
        duration: 3,
        alerts: [{ labels: { a: "b" }, state: "firing", value: "1" }],
      },
      { name: "errors:rate", type: "recording", health: "ok" },
    ]

    expect(readRules(answer({ groups: [{ name: "g", rules }] }))).toEqual([
      { name: "Errors", type: "alerting", health: "ok", alerts: [{ labels: { a: "b" }, state: "firing" }] },
    ])
  })

  it("of targets tells why a scrape failed", () => {
    const activeTargets = [{ health: "down", lastError: "server returned HTTP status 404 Not Found", scrapeUrl: "x" }]

    expect(readTargets(answer({ activeTargets }))[0]!.lastError).toContain("404")
  })

  it.each([
    ["nothing", ""],
    ["a proxy's page", "<html>502 Bad Gateway</html>"],
    ["a refusal", JSON.stringify({ status: "error", errorType: "bad_data", error: "parse error" })],
    ["no data", JSON.stringify({ status: "success" })],
    ["null", "null"],
    ["another kind of result", answer({ resultType: "vector", result: [] })],
    ["rules of another shape", answer({ groups: [{ rules: [{ name: 1 }] }] })],
  ])("that cannot be read is an error: %s", (_, body) => {
    for (const read of [readRules, readSeries, readTargets]) expect(() => read(body)).toThrow(/^Prometheus/)
  })
})

describe("a question", () => {
  it("asks the API of Prometheus for just that window", async () => {
    const asked: string[] = []
    const base = await answering({
      http: ({ url = "" }, response) => {
        asked.push(url)
        response.end(answer({ resultType: "matrix", result: [], groups: [], activeTargets: [] }))
      },
    })
    const prometheus = prometheusAt(base)
    await prometheus.range('up{run="a b"}', { from: 10.5, until: 20, step: 1 })
    await prometheus.rules()
    await prometheus.targets()

    expect(asked).toEqual([
      "/api/v1/query_range?query=up%7Brun%3D%22a+b%22%7D&start=10.5&end=20&step=1",
      "/api/v1/rules?type=alert",
      "/api/v1/targets?state=active",
    ])
  })

  it("that is refused says why", async () => {
    const body = JSON.stringify({ status: "error", error: "1:3: parse error: unexpected end of input" })
    const base = await answering({ http: (_, response) => response.writeHead(400).end(body) })

    await expect(prometheusAt(base).rules()).rejects.toThrow("Prometheus refuses: 1:3: parse error")
  })
})
