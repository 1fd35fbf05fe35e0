/** Owns the pipeline of a run: as a picture of what waited for what, and as a list against time. Pure. */
import { StepStatus } from "../../../src/names.js"
import { marks } from "../marks.js"
import type { Report, ReportStep } from "../model.js"
import { axisOf } from "./axis.js"
import { type Drawn, lying, standing } from "./graph.js"
import { html, type Markup } from "./markup.js"
import { anchor, mark, seconds, took } from "./words.js"

export function pipeline(report: Report): Markup | null {
  if (report.steps.length === 0) return leftOut(report)
  const nodes = report.steps.map((step) => nodeOf(step, report))
  return html`<section aria-labelledby="pipeline">
    <h2 id="pipeline">Pipeline</h2>
    <figure class="pipeline">
      ${lying(nodes)}${standing(nodes)}
      <figcaption>
        What waited for what. The strong line is the critical path: ${report.criticalPath.join(" → ")}.
      </figcaption>
    </figure>
    ${timeline(report)}${leftOut(report)}
  </section>`
}

function nodeOf(step: ReportStep, { criticalPath }: Report): Drawn {
  const { name, after, environment, status, durationMs, cached } = step
  return {
    name,
    after,
    lane: environment ?? "commit",
    label: `${marks[status]} ${environment ? name.slice(0, -environment.length - 1) : name}`,
    note: status === StepStatus.Skipped ? "skipped" : cached ? "cached" : seconds(durationMs / 1000),
    look: cached ? `${status} cached` : status,
    href: `#${anchor(name)}`,
    critical: criticalPath.includes(name),
  }
}

function timeline({ steps, criticalPath }: Report): Markup {
  const ran = steps.filter(({ status }) => status !== StepStatus.Skipped)
  const axis = axisOf(ran)
  const ticks = axis.ticks.map(({ at, label }) => html`<span style="left:${at}%">${label}</span>`)
  const pauses = axis.pauses.map(({ at, ms }) => html`<span class="pause" style="left:${at}%">${took(ms)} later</span>`)
  return html`<div class="timeline">
    <div class="axis" aria-hidden="true">
      <span></span>
      <div>${ticks}${pauses}</div>
      <span></span>
    </div>
    <ol>
      ${steps.map((step) => row(step, criticalPath.includes(step.name), axis))}
    </ol>
    <p class="legend">
      <span class="swatch critical"></span>critical path <span class="swatch"></span>beside it
      <span class="swatch cached"></span>from the cache
    </p>
  </div>`
}

function row(step: ReportStep, critical: boolean, axis: ReturnType<typeof axisOf>): Markup {
  const { name, status, startedAt, durationMs, cached, remembered } = step
  const looks = [status, critical && "critical", cached && "cached"].filter(Boolean).join(" ")
  const told = [cached && "cached", remembered && "earlier attempt"].filter(Boolean).join(", ")
  const link = html`<a class="name" href="#${anchor(name)}">${mark(status)}${name}</a>`
  if (status === StepStatus.Skipped)
    return html`<li class="${looks}">${link}<span class="track"></span><span class="time"><time datetime="${startedAt}">skipped</time></span></li>`
  const [from, until] = [axis.at(Date.parse(startedAt)), axis.at(Date.parse(startedAt) + durationMs)]
  const bar = html`<span
    class="bar"
    style="left:${from.toFixed(2)}%;width:${Math.max(0.3, until - from).toFixed(2)}%"
  ></span>`
  return html`<li class="${looks}">
    ${link}<span class="track">${bar}</span
    ><span class="time"
      >${told && html`<i>${told}</i> `}<time datetime="${startedAt}" title="began ${startedAt}"
        >${took(durationMs)}</time
      >${critical && html`<span class="unseen">, on the critical path</span>`}</span
    >
  </li>`
}

function leftOut({ omitted }: Report): Markup | null {
  if (omitted.length === 0) return null
  return html`<p class="more">
    Left out:
    ${omitted.map(({ name, key }, index) => html`${index > 0 && ", "}${name} (the config has no <code>${key}</code>)`)}
  </p>`
}
