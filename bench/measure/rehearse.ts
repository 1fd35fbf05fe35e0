/** Owns the measurement of a rehearsal: how long it takes once the engine knows the source, and what the time went into. */
import { rmSync } from "node:fs"
import type { ResolvedConfig } from "../../.dagger/lib/config/resolve.js"
import { Verdict } from "../../.dagger/src/names.js"
import type { ReportStep } from "../../.dagger/lib/report/model.js"
import { copyTo } from "../copy.js"
import { dagger } from "../engine.js"
import { place } from "../places.js"
import { readReport } from "../ways/shipway.js"
import type { Bench } from "./bench.js"
import { collect } from "./collector.js"
import type { Span } from "./otlp.js"
import { splitOf, type TimedStep } from "./split.js"

export function rehearseBench(config: ResolvedConfig): Bench {
  const folder = place("rehearse", "repository")
  const out = place("rehearse", "out")
  copyTo(folder)
  let settled = false
  const rehearse = (env: Record<string, string>) => {
    rmSync(out, { recursive: true, force: true })
    const id = `bench-${crypto.randomUUID().slice(0, 8)}`
    return dagger(["call", "rehearse", `--run=${id}`, "files", "export", "--path", out], "rehearse", folder, env)
  }
  return {
    cells: [{ group: "rehearse", scenario: "warm", way: "shipway" }],
    async measure() {
      if (!settled) await rehearse({})
      settled = true
      let collected: Span[] = []
      const collector = await collect()
      const start = Date.now() / 1000
      const seconds = await rehearse(collector.environment).finally(() => (collected = collector.close()))
      const report = readReport(out)
      if (report.verdict !== Verdict.Shipped) throw new Error(`the rehearsal did not ship: ${report.verdict}`)
      return {
        seconds,
        parts: splitOf({
          start,
          end: start + seconds,
          spans: collected,
          steps: report.steps.map(timed),
          bakeSeconds: config.bake?.durationSeconds ?? 0,
        }),
      }
    },
  }
}

function timed({ name, startedAt, durationMs, cached }: ReportStep): TimedStep {
  const start = Date.parse(startedAt) / 1000
  return { name, cached, start, end: start + durationMs / 1000 }
}
