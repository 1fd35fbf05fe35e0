/** Owns what a load test showed: how fast the answers were, and what came when, against the thresholds. Pure. */
import { DROPPED_PERCENT, offeredTooLittle } from "../../evidence/k6.js"
import type { LoadCurves } from "../evidence.js"
import { chart, inWords, plain } from "./chart.js"
import { html, type Markup } from "./markup.js"
import { round, seconds } from "./words.js"

export function load(curves: LoadCurves): Markup {
  return html`${thresholds(curves)}
    <div class="charts">${latency(curves)}${rate(curves)}${slowness(curves)}</div>
    ${endpoints(curves)}`
}

function thresholds(curves: LoadCurves): Markup {
  const { ratePerSecond, durationSeconds } = curves
  return html`<p>${ratePerSecond} requests per second offered for ${seconds(durationSeconds)}.</p>
<table><thead><tr><th scope="col">threshold</th><th scope="col">measured</th><th scope="col">limit</th><th scope="col">kept</th></tr></thead><tbody>${limitsOf(curves).map(limitRow)}</tbody></table>`
}

interface Limit {
  name: string
  measured: string
  limit: string
  kept: boolean
}

function limitsOf({ latency, thresholds, errorPercent, requests, dropped }: LoadCurves): Limit[] {
  const { p95Seconds, errorPercent: most, minRequests } = thresholds
  const p95 = latency.find(({ percentile }) => percentile === 95)?.seconds
  return [
    {
      name: "p95 of expected answers",
      measured: p95 === undefined ? "none" : seconds(p95),
      limit: `below ${seconds(p95Seconds)}`,
      kept: p95 !== undefined && p95 < p95Seconds,
    },
    {
      name: "failed requests",
      measured: shareOf(errorPercent, requests, "none"),
      limit: `below ${most} %`,
      kept: requests > 0 && errorPercent < most,
    },
    { name: "requests", measured: String(requests), limit: `at least ${minRequests}`, kept: requests >= minRequests },
    {
      name: "dropped iterations",
      measured: String(dropped),
      limit: `at most ${DROPPED_PERCENT} %`,
      kept: !offeredTooLittle({ requests, dropped }),
    },
  ]
}

/** Of nothing there is no share, not even none. */
function shareOf(percent: number, requests: number, nothing: string): string {
  return requests > 0 ? `${round(percent)} %` : nothing
}

function limitRow({ name, measured, limit, kept }: Limit): Markup {
  const look = kept ? "passed" : "failed"
  return html`<tr><th scope="row">${name}</th><td>${measured}</td><td>${limit}</td><td class="${look}">${kept ? "✔ yes" : "✘ no"}</td></tr>`
}

/** Percentiles: how much of the answers took at most how long. */
function latency({ latency, thresholds }: LoadCurves): Markup | null {
  if (latency.length === 0) return null
  const label = (percentile: number) => (percentile === 0 ? "min" : percentile === 100 ? "max" : `p${percentile}`)
  const points = latency.map(({ percentile, seconds }) => [spread(percentile), seconds] as const)
  const named = latency.filter(({ percentile }) => ![10, 25, 75, 99.9].includes(percentile))
  return chart({
    title: "Latency",
    words: named.map(({ percentile, seconds: value }) => `${label(percentile)} ${seconds(value)}`).join(", "),
    x: {
      from: spread(0),
      until: spread(100),
      labels: named.map(({ percentile }) => ({ at: spread(percentile), label: label(percentile) })),
    },
    format: seconds,
    lines: [{ name: "latency", points }],
    limit: { value: thresholds.p95Seconds, label: `p95 limit ${seconds(thresholds.p95Seconds)}` },
  })
}

/** The few slowest get as much room as all the others: they are what a limit is about. */
function spread(percentile: number): number {
  return -Math.log10(1.0005 - percentile / 100)
}

function rate({ slices, ratePerSecond, durationSeconds }: LoadCurves): Markup | null {
  if (slices.length === 0) return null
  const bars = slices.map(({ from, until, requests, errors }) => {
    const length = until - from
    return { from, until, value: requests / length, bad: errors / length }
  })
  const failed = slices.reduce((sum, { errors }) => sum + errors, 0)
  const good = slices.some(({ requests }) => requests > 0) ? "none failed" : "nothing was asked"
  return chart({
    title: "Requests per second",
    words: `${inWords(
      bars.map(({ from, value }) => [from, value]),
      plain,
    )}; ${failed === 0 ? good : `${failed} failed (dark)`}`,
    x: { from: 0, until: durationSeconds },
    format: plain,
    bars,
    limit: { value: ratePerSecond, label: `offered ${ratePerSecond}/s` },
  })
}

function slowness({ slices, thresholds, durationSeconds }: LoadCurves): Markup | null {
  if (slices.length === 0) return null
  const points = slices.map(({ from, until, p95Seconds }) => [(from + until) / 2, p95Seconds] as const)
  return chart({
    title: "p95 over time",
    words: inWords(points, seconds),
    x: { from: 0, until: durationSeconds },
    format: seconds,
    lines: [{ name: "p95", points }],
    limit: { value: thresholds.p95Seconds, label: `limit ${seconds(thresholds.p95Seconds)}` },
  })
}

function endpoints({ endpoints }: LoadCurves): Markup {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">endpoint</th>
        <th scope="col" class="number">requests</th>
        <th scope="col" class="number">failed</th>
        <th scope="col" class="number">p95</th>
      </tr>
    </thead>
    <tbody>
      ${endpoints.map(
        ({ asks, requests, errorPercent, p95Seconds }) =>
          html`<tr>
            <th scope="row"><code>${asks}</code></th>
            <td class="number">${requests}</td>
            <td class="number">${shareOf(errorPercent, requests, "–")}</td>
            <td class="number">${p95Seconds === null ? "–" : seconds(p95Seconds)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
