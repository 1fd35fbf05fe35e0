/** Shows how k6's numbers become a verdict, without trusting k6's own. */
import { describe, expect, it } from "vitest"
import { judgeLoad } from "../../.dagger/src/evidence/k6.js"

const thresholds = { p95Seconds: 3, errorPercent: 5, minRequests: 100 }

interface Numbers {
  requests?: number
  errors?: number
  p95?: number
  dropped?: number
}

function summary({ requests = 100, errors = 0, p95 = 10, dropped }: Numbers): string {
  return JSON.stringify({
    metrics: {
      http_reqs: { values: { count: requests } },
      http_req_failed: { values: { rate: errors } },
      "http_req_duration{expected_response:true}": { values: { "p(95)": p95 } },
      ...(dropped === undefined ? {} : { dropped_iterations: { values: { count: dropped } } }),
    },
  })
}

describe("the load verdict", () => {
  it.each<[string, number, Numbers, string]>([
    ["everything within the limits", 0, {}, "passed"],
    ["errors exactly at the limit", 0, { errors: 0.05 }, "failed"],
    ["errors just below the limit", 0, { errors: 0.0499 }, "passed"],
    ["p95 exactly at the limit", 0, { p95: 3000 }, "failed"],
    ["p95 just below the limit", 0, { p95: 2999 }, "passed"],
    ["too few samples", 0, { requests: 99 }, "inconclusive"],
    ["no samples", 0, { requests: 0 }, "inconclusive"],
    ["as many dropped iterations as may be", 0, { requests: 198, dropped: 2 }, "passed"],
    ["more dropped iterations", 99, { requests: 197, dropped: 3 }, "inconclusive"],
    ["more dropped iterations, and too slow even so", 99, { dropped: 3, p95: 3000 }, "failed"],
    ["too few samples and all of them errors", 99, { requests: 10, errors: 1 }, "failed"],
    ["a threshold that only k6 saw crossed", 99, {}, "failed"],
    ["numbers beyond the limit that k6 called a pass", 0, { p95: 9000 }, "failed"],
    ["a script exception", 107, {}, "error"],
    ["an abort from outside", 105, {}, "error"],
  ])("%s", (_, exitCode, numbers, status) => {
    expect(judgeLoad(exitCode, summary(numbers), thresholds).status).toBe(status)
  })

  it.each<[string, Numbers, string | undefined]>([
    ["within the limits", {}, undefined],
    ["errors", { errors: 0.5, p95: 9000 }, "critical"],
    ["slowness", { p95: 9000 }, "major"],
    ["too few samples", { requests: 3 }, "major"],
  ])("says how bad it is: %s", (_, numbers, severity) => {
    expect(judgeLoad(0, summary(numbers), thresholds).severity).toBe(severity)
  })

  it.each(["", "{}", "not json", `{"metrics":{"http_reqs":{"values":{"count":5}}}}`])(
    "is an error without a readable summary: %s",
    (text) => {
      expect(judgeLoad(0, text, thresholds).status).not.toBe("passed")
    },
  )

  it.each([
    ["the latency is missing", { http_reqs: { values: { count: 200 } }, http_req_failed: { values: { rate: 0 } } }],
    ["the error rate is missing", { http_reqs: { values: { count: 200 } } }],
    ["a number is null", { http_reqs: { values: { count: 200 } }, http_req_failed: { values: { rate: null } } }],
  ])("is an error when %s", (_, metrics) => {
    expect(judgeLoad(0, JSON.stringify({ metrics }), thresholds).status).toBe("error")
  })

  it("says the numbers and what crossed", () => {
    expect(judgeLoad(99, summary({ errors: 0.2, p95: 4000 }), thresholds).summary).toBe(
      "100 requests, p95 4.000 s, errors 20.00 %: errors must stay below 5 %; p95 must stay below 3 s",
    )
  })
})
