/** Owns small pieces that many sections share: marks, times, digests, and what is left out. Pure. */
import { StepStatus } from "../../../src/names.js"
import { duration } from "../duration.js"
import { marks } from "../marks.js"
import { html, type Markup } from "./markup.js"

/** The mark tells without colour, the hidden word tells without sight. */
export function mark(status: StepStatus): Markup {
  return html`<span class="mark ${status}" aria-hidden="true">${marks[status]}</span
    ><span class="unseen">${status}: </span>`
}

export function time(iso: string): Markup {
  return html`<time datetime="${iso}">${iso.replace("T", " ").replace(/\.\d+Z$/, " UTC")}</time>`
}

/** The hour alone, for lists within a run; the day is in the header and in the attribute. */
export function hour(iso: string): Markup {
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(11, 19)}</time>`
}

export function code(text: string): Markup {
  return html`<code>${text}</code>`
}

/** Long names may break anywhere a reader would break them. */
export function took(ms: number): string {
  return duration(ms)
}

export function seconds(value: number): string {
  if (value === 0) return "0 s"
  if (value < 1) return `${round(value * 1000)} ms`
  return value < 60 ? `${round(value)} s` : duration(value * 1000)
}

/** Three digits that mean something. */
export function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.01 || value === 0 ? 2 : 5
  return String(Number(value.toFixed(digits)))
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`
}

/** Nothing is left out without saying so, and where it is. */
export function more(shown: number, total: number, what: string, where: string | null): Markup | null {
  if (total <= shown) return null
  const place = where === null ? "" : `, see ${where}`
  return html`<p class="more">and ${(total - shown).toLocaleString("en")} more ${what}${place}</p>`
}

/** Long text of a tool: scrolls by keyboard too. */
export function pre(label: string, text: string): Markup {
  return html`<pre tabindex="0" role="group" aria-label="${label}">${text}</pre>`
}

export function isBad(status: StepStatus): boolean {
  return status !== StepStatus.Passed && status !== StepStatus.Skipped
}

/** Where in the page a step is told. */
export function anchor(step: string): string {
  return `step-${step.replace(/[^A-Za-z0-9]+/g, "-")}`
}
