/** Owns the row of figures below the verdict: what was proved, at one look, each leading to its proof. Pure. */
import { ONLY } from "../../config/load-scenarios.js"
import { StepStatus } from "../../../src/names.js"
import type { Report, ReportStep } from "../model.js"
import { html, type Markup } from "./markup.js"
import { anchor, count, isBad, mark, round, seconds, took } from "./words.js"

interface Tile {
  step: ReportStep
  /** Its own, where it tells of a part of the step. */
  status?: StepStatus
  title: string
  figure: string
  note: string
}

export function tiles({ steps }: Report): Markup {
  const all = steps.filter(({ status }) => status !== StepStatus.Skipped).flatMap(tileOf)
  return html`<nav class="tiles" aria-label="Proofs">
    <ul>
      ${all.map(
        ({ step, status = step.status, title, figure, note }) =>
          html`<li class="${status}">
            <a href="#${anchor(step.name)}"
              ><span class="title">${mark(status)}${title}</span><b>${figure}</b
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
  if (load) return loadTiles(step, load)
  if (bake) return [bakeTile(step, bake)]
  if (probes && !step.name.startsWith("rollback"))
    return [partsTile(step, `Probes, ${step.environment ?? ""}`, "as expected")]
  if (step.name.startsWith("readiness")) return [partsTile(step, "A way back", "answered yes")]
  return []
}

type Of<K extends keyof ReportStep["evidence"]> = NonNullable<ReportStep["evidence"][K]>

/** Tools that report as text only have no findings to count, and neither has one that died. */
function lintTile(step: ReportStep, tools: Of<"lint">): Tile {
  const title = "Lint"
  if (tools.length === 0 || askedOf(step).asked === 0) return partsTile(step, title, "passed")
  const found = tools.reduce((sum, { total }) => sum + total, 0)
  return { step, title, figure: count(found, "finding"), note: `${count(step.parts.length, "tool")}${unpassed(step)}` }
}

function unpassed(step: ReportStep): string {
  const { bad } = askedOf(step)
  return bad > 0 ? `, ${bad} not passed` : ""
}

function testTile(step: ReportStep, suites: Of<"tests">): Tile {
  const of = (key: "passed" | "failed" | "skipped" | "flaky") => suites.reduce((sum, suite) => sum + suite[key], 0)
  const ran = of("passed") + of("failed")
  const { asked, bad } = askedOf(step)
  const notes = [
    ran === 0 && "nothing ran",
    of("failed") && `${of("failed")} failed`,
    of("skipped") && `${of("skipped")} skipped`,
    of("flaky") && `${of("flaky")} flaky`,
    // Failed tests say it better; a suite that died has none.
    of("failed") === 0 && bad > 0 && `${bad} of ${count(asked, "suite")} not passed`,
  ]
  const told = notes.filter(Boolean).join(", ")
  return {
    step,
    title: "Tests",
    figure: ran === 0 ? "none" : count(ran, "test"),
    note: told || `${wordOf(step, "all passed")}, ${count(suites.length, "suite")}`,
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

/** No answers are none that were good. */
function partsTile(step: ReportStep, title: string, good: string): Tile {
  const { asked, bad } = askedOf(step)
  if (asked === 0) return { step, title, figure: "none", note: "nothing was asked" }
  const note = bad > 0 ? `${bad} not ${good}` : wordOf(step, good)
  return { step, title, figure: `${asked - bad} of ${asked}`, note }
}

function askedOf({ parts }: ReportStep): { asked: number; bad: number } {
  const asked = parts.filter(({ status }) => status !== StepStatus.Skipped)
  return { asked: asked.length, bad: asked.filter(({ status }) => isBad(status)).length }
}

/** A step can break although all that it asked was answered well. */
function wordOf({ status }: ReportStep, good: string): string {
  return isBad(status) ? `the step: ${status}` : good
}

/** Several scenarios are told apart; one that broke measured nothing, and is not left out. */
function loadTiles(step: ReportStep, all: Of<"load">): Tile[] {
  if (step.parts.length === 0) return all.map((curves) => loadTile(step, titleOf(curves.name), curves))
  return step.parts.map(({ name, status }) => {
    const curves = all.find((one) => one.name === name)
    const title = titleOf(name)
    return { ...(curves ? loadTile(step, title, curves) : unmeasured(step, title)), status }
  })
}

function titleOf(scenario: string): string {
  return scenario === ONLY ? "Load" : `Load ${scenario}`
}

function unmeasured(step: ReportStep, title: string): Tile {
  return { step, title: `${title}, ${step.environment ?? ""}`, figure: "none", note: "nothing was measured" }
}

function loadTile(
  step: ReportStep,
  title: string,
  { latency, thresholds, requests, errorPercent }: Of<"load">[number],
): Tile {
  const p95 = latency.find(({ percentile }) => percentile === 95)
  const asked = requests > 0 ? `${count(requests, "request")}, ${round(errorPercent)} % errors` : "nothing was asked"
  return {
    step,
    title: `${title}, ${step.environment ?? ""}`,
    figure: p95 ? `p95 ${seconds(p95.seconds)}` : "no answer",
    note: `limit ${seconds(thresholds.p95Seconds)}; ${asked}`,
  }
}

function bakeTile(step: ReportStep, { rules, durationSeconds }: Of<"bake">): Tile {
  const quiet = rules.filter(({ status }) => status === StepStatus.Passed).length
  return {
    step,
    title: "Watched",
    figure: took(durationSeconds * 1000),
    note: rules.length > 0 ? `${quiet} of ${count(rules.length, "alert rule")} quiet` : "no alert rule was asked",
  }
}
