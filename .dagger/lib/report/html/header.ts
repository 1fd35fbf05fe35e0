/** Owns the top of the page: the verdict in words, what was released, and what to do now. Pure. */
import { Verdict } from "../../../src/names.js"
import type { Report, ReportStep } from "../model.js"
import { sentence } from "../table.js"
import { phrase } from "../../rollback/timeline.js"
import { html, type Markup } from "./markup.js"
import { anchor, isBad, mark, time, took } from "./words.js"

type Look = "good" | "halted" | "undone" | "broken"

const looks: Record<Verdict, [Look, string]> = {
  [Verdict.Passed]: ["good", "✔"],
  [Verdict.Shipped]: ["good", "✔"],
  [Verdict.Stopped]: ["halted", "■"],
  [Verdict.RolledBack]: ["undone", "↩"],
  [Verdict.TakenDown]: ["undone", "↓"],
  [Verdict.Superseded]: ["undone", "↷"],
  [Verdict.RollbackFailed]: ["broken", "✘"],
  [Verdict.LeftDegraded]: ["broken", "✘"],
}

export function header(report: Report): Markup {
  const [look, glyph] = looks[report.verdict]
  return html`<header class="verdict ${look}">
    <p class="glyph" aria-hidden="true">${glyph}</p>
    <div>
      <h1>${sentence[report.verdict]}</h1>
      <p class="what">
        <strong>${report.project}</strong> ${report.release.version}, ${flowOf(report)} in ${took(report.durationMs)}.
        <span class="code">Verdict <b>${report.verdict}</b>, exit code <b>${report.exitCode}</b></span>
      </p>
      ${why(report)}
    </div>
  </header>`
}

function flowOf({ flow, fault }: Report): string {
  const name = { ci: "checked", release: "released", rehearse: "rehearsed" }[flow]
  return fault ? `${name} with the fault ${fault.name} at ${fault.at},` : name
}

/** What decided, and what led there; a person should not have to look for it. */
function why({ decision, steps, told }: Report): Markup {
  const bad = steps.filter(({ status }) => isBad(status))
  const pages = (told?.unheardPages ?? []).map((page) => html`<li><strong>Nobody was paged:</strong> ${page}</li>`)
  // In full where the decision is told; here only what came of it.
  const decided =
    decision &&
    html`<li>Decided by the rule <a href="#decision">${decision.rule}</a>: ${phrase[decision.action].toLowerCase()}.</li>`
  if (bad.length === 0 && pages.length === 0)
    return html`<ul class="why">
      ${decided}
    </ul>`
  return html`<ul class="why">
    ${pages}${bad.map(because)}${decided}
  </ul>`
}

function because({ name, status, summary }: ReportStep): Markup {
  const [first = "", ...rest] = summary.split("\n")
  return html`<li>
    ${mark(status)}<a href="#${anchor(name)}">${name}</a> ${status}: ${first}${rest.length > 0 && " …"}
  </li>`
}

export function facts(report: Report): Markup {
  const { release, run, startedAt, flow } = report
  const attempts = Math.max(0, ...report.journal.map(({ attempt }) => attempt))
  const rows: [string, Markup | string | null][] = [
    ["Version", html`<code>${release.version}</code>`],
    ["Run", html`<code>${run}</code> (${flow}${attempts > 1 && `, ${attempts} attempts`})`],
    ["Commit", html`<code>${release.sha}</code>`],
    ["Began", time(startedAt)],
    ["Digest", html`<code>${release.digest ?? "not published"}</code>`],
    ["Before it", before(report)],
    ["Image", release.image && html`<code>${release.image}</code>`],
  ]
  return html`<dl class="facts">
    ${rows
      .filter(([, value]) => value !== null)
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`
}

function before({ release: { previous }, flow, steps }: Report): Markup | null {
  if (flow === "ci") return null
  // A release begins by reading what serves; a rehearsal only asks before it touches production.
  const read = flow === "release" || steps.some(({ name, parts }) => name.startsWith("readiness") && parts.length > 0)
  if (!previous) return read ? html`no release` : html`unknown`
  return html`${previous.version} <code>${previous.digest}</code>`
}

export function next({ next }: Report): Markup | null {
  if (next.length === 0) return null
  return html`<section class="next" aria-labelledby="next">
    <h2 id="next">What to type now</h2>
    <ul>
      ${next.map(({ why, command }) => html`<li><code>${command}</code> <span>${why}</span></li>`)}
    </ul>
  </section>`
}
