/** Owns what a bake saw: the alert rules over time, and the series below them on the same axis. Pure. */
import type { BakeSeries, BakeWatch } from "../evidence.js"
import type { ReportStep } from "../model.js"
import { chart, inWords, plain } from "./chart.js"
import { html, type Markup } from "./markup.js"
import { mark, more, seconds, time, took } from "./words.js"

export function bake(watch: BakeWatch, { folder, parts }: ReportStep): Markup {
  const summaryOf = (rule: Rule) => parts.find(({ name }) => name === rule.name)?.summary ?? rule.status
  const { from, durationSeconds, extended, series, spells, spellsTotal } = watch
  return html`<p>
      Watched for ${took(durationSeconds * 1000)} from
      ${time(from)}${extended && ", extended once because the first window proved too little"}.
    </p>
    <ul class="alerts">
      ${watch.rules.map((rule) => lane(rule, watch, summaryOf(rule)))}
    </ul>
    ${spellsTable(watch)}${more(spells.length, spellsTotal, "alert spells", folder && `${folder}/alerts.json`)}
    <div class="charts">${series.map((one) => seriesChart(one, watch))}</div>`
}

type Rule = BakeWatch["rules"][number]
type Spell = BakeWatch["spells"][number]

/** Quiet is a thin line, pending a hatched bar, firing a full one. */
function lane(rule: Rule, { spells, durationSeconds }: BakeWatch, summary: string): Markup {
  const { name, severity, status, expr, forSeconds } = rule
  const own = spells.filter(({ alert, ours }) => ours && alert === name)
  const when = own.map(({ state, from, until }) => `${state} from ${at(from)} to ${at(until)}`).join(", ")
  return html`<li class="${status}">
    <span class="name">${mark(status)}${name} <i>${severity}</i></span>
    <span class="track" aria-hidden="true">${own.map((spell) => spellBar(spell, durationSeconds))}</span>
    <span class="words">${summary}</span>
    <span class="expr"
      ><code>${expr}</code>${forSeconds > 0 && ` for ${seconds(forSeconds)}`}${when && `; ${when}`}</span
    >
  </li>`
}

function at(time: number): string {
  return seconds(Math.max(0, time))
}

function spellBar({ state, from, until }: Spell, length: number): Markup {
  const left = share(from, length)
  return html`<span
    class="bar ${state}"
    style="left:${left.toFixed(2)}%;width:${Math.max(0.8, share(until, length) - left).toFixed(2)}%"
  ></span>`
}

function share(at: number, length: number): number {
  return Math.min(100, Math.max(0, (at / Math.max(1, length)) * 100))
}

function spellsTable({ spells }: BakeWatch): Markup | null {
  const foreign = spells.filter(({ ours }) => !ours)
  if (foreign.length === 0) return null
  return html`<p class="more">
    Not of this release:
    ${foreign.map(({ alert, state, from, until }, index) => `${index > 0 ? ", " : ""}${alert} ${state} from ${seconds(from)} to ${seconds(until)}`)}
  </p>`
}

function seriesChart({ name, expr, problem, lines, linesTotal }: BakeSeries, { durationSeconds }: BakeWatch): Markup {
  if (problem !== null || lines.length === 0)
    return html`<figure class="chart">
      <figcaption><b>${name}</b> <span>${problem ?? "no sample"}</span></figcaption>
      <p class="expr"><code>${expr}</code></p>
    </figure>`
  const [first] = lines
  return html`<div>
    ${chart({
      title: name,
      words: lines.length === 1 ? inWords(first!.points, plain) : `${linesTotal} series`,
      x: { from: 0, until: durationSeconds },
      format: plain,
      lines: lines.map(({ labels, points }) => ({ name: labels, points: points.filter(([at]) => at >= 0) })),
    })}
    <p class="expr">${lines.length === 1 && first!.labels !== "" && `${first!.labels}: `}<code>${expr}</code></p>
    ${more(lines.length, linesTotal, "series", null)}
  </div>`
}
