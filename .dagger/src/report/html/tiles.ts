/** Owns the row of figures below the verdict: what was proved, at one look, each leading to its proof. Pure. */
import { StepStatus } from "../../names.js"
import type { Report, ReportStep } from "../model.js"
import { html, type Markup } from "./markup.js"
import { anchor, count, isBad, mark, round, seconds, took } from "./words.js"

interface Tile {
  step: ReportStep
  title: string
  figure: string
  note: string
}

export function tiles({ steps }: Report): Markup {
  const all = steps.filter(({ status }) => status !== StepStatus.Skipped).flatMap(tileOf)
  return html`<nav class="tiles" aria-label="Proofs">
    <ul>
      ${all.map(
        ({ step, title, figure, note }) =>
          html`<li class="${step.status}">
            <a href="#${anchor(step.name)}"
              ><span class="title">${mark(step.status)}${title}</span><b>${figure}</b
              ><span class="note">${note}</span></a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

function tileOf(step: ReportStep): Tile[] {
  const { lint, tests, probes, load, bake } = step.evidence
  if (lint) return [lintTile(step, lint)]
  if (tests) return [testTile(step, tests), ...coverageTile(step, tests)]
  if (load) return [loadTile(step, load)]
  if (bake) return [bakeTile(step, bake)]
  if (probes && !step.name.startsWith("rollback"))
    return [partsTile(step, `Probes, ${step.environment ?? ""}`, "as expected")]
  if (step.name.startsWith("readiness")) return [partsTile(step, "A way back", "answered yes")]
  return []
}

type Of<K extends keyof ReportStep["evidence"]> = NonNullable<ReportStep["evidence"][K]>

function lintTile(step: ReportStep, tools: Of<"lint">): Tile {
  const found = tools.reduce((sum, { total }) => sum + total, 0)
  return { step, title: "Lint", figure: count(found, "finding"), note: count(step.parts.length, "tool") }
}

function testTile(step: ReportStep, suites: Of<"tests">): Tile {
  const of = (key: "passed" | "failed" | "skipped" | "flaky") => suites.reduce((sum, suite) => sum + suite[key], 0)
  const ran = of("passed") + of("failed")
  const notes = [
    of("failed") && `${of("failed")} failed`,
    of("skipped") && `${of("skipped")} skipped`,
    of("flaky") && `${of("flaky")} flaky`,
  ]
  const told = notes.filter(Boolean).join(", ")
  return {
    step,
    title: "Tests",
    figure: count(ran, "test"),
    note: told || `all passed, ${count(suites.length, "suite")}`,
  }
}

function coverageTile(step: ReportStep, suites: Of<"tests">): Tile[] {
  return suites.flatMap(({ name, coverage }) =>
    coverage && coverage.valid > 0
      ? [
          {
            step,
            title: `Coverage, ${name}`,
            figure: `${round((coverage.covered / coverage.valid) * 100)} %`,
            note: coverage.over === null ? "no gate" : `gate: over ${coverage.over} %`,
          },
        ]
      : [],
  )
}

function partsTile(step: ReportStep, title: string, good: string): Tile {
  const asked = step.parts.filter(({ status }) => status !== StepStatus.Skipped)
  const bad = asked.filter(({ status }) => isBad(status)).length
  return {
    step,
    title,
    figure: `${asked.length - bad} of ${asked.length}`,
    note: bad > 0 ? `${bad} not ${good}` : good,
  }
}

function loadTile(step: ReportStep, { latency, thresholds, requests, errorPercent }: Of<"load">): Tile {
  const p95 = latency.find(({ percentile }) => percentile === 95)
  return {
    step,
    title: `Load, ${step.environment ?? ""}`,
    figure: p95 ? `p95 ${seconds(p95.seconds)}` : "no answer",
    note: `limit ${seconds(thresholds.p95Seconds)}; ${count(requests, "request")}, ${round(errorPercent)} % errors`,
  }
}

function bakeTile(step: ReportStep, { rules, durationSeconds }: Of<"bake">): Tile {
  const quiet = rules.filter(({ status }) => status === StepStatus.Passed).length
  return {
    step,
    title: "Watched",
    figure: took(durationSeconds * 1000),
    note: `${quiet} of ${count(rules.length, "alert rule")} quiet`,
  }
}
