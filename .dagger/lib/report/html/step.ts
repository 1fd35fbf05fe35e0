/** Owns one step with all that it left: its parts with their evidence, charts, logs, and the files to open. Pure. */
import { StepStatus } from "../../../src/names.js"
import { ONLY } from "../../config/load-scenarios.js"
import type { LoadCurves } from "../evidence.js"
import type { ReportPart, ReportStep } from "../model.js"
import { bake } from "./bake.js"
import { load } from "./load.js"
import { html, type Markup } from "./markup.js"
import { findings, rounds } from "./proofs.js"
import { suite } from "./tests.js"
import { anchor, isBad, mark, pre, took } from "./words.js"

const OPEN = html` open`
const FEW_LINES = 8

/** What went wrong is open, and what is worth a look although it went well. */
export function step(step: ReportStep): Markup {
  const { name, status, summary, environment, evidence } = step
  const [told, rest] = toldBriefly(summary)
  const open =
    isBad(status) || Boolean(evidence.load || evidence.bake || evidence.tests || name.startsWith("readiness"))
  const label = environment ? name.slice(0, -environment.length - 1) : name
  const content = contentOf(step, rest)
  const title = html`${mark(status)}<span class="name">${label}</span> <span class="summary">${told}</span>
    <span class="time">${timeOf(step)}</span>`
  if (content.length === 0) return html`<div class="step ${status}" id="${anchor(name)}"><h3>${title}</h3></div>`
  return html`<details class="step ${status}" id="${anchor(name)}" ${open && OPEN}>
    <summary><h3>${title}</h3></summary>
    <div class="inside">${content}</div>
  </details>`
}

/** A few lines fit the title; of many, the first. */
function toldBriefly(summary: string): [string, string] {
  const [first = "", ...rest] = summary.split("\n")
  return rest.length < FEW_LINES ? [summary, ""] : [first, rest.join("\n")]
}

function timeOf({ status, durationMs, cached, remembered }: ReportStep): string {
  if (status === StepStatus.Skipped) return "skipped"
  return [took(durationMs), cached && "cached", remembered && "earlier attempt"].filter(Boolean).join(", ")
}

function contentOf(step: ReportStep, more: string): Markup[] {
  const { name, status, folder, parts, evidence, changes } = step
  return [
    more !== "" && pre(`What ${name} said`, more),
    parts.length > 0 && !evidence.bake && html`<div class="parts">${parts.map((part) => partOf(part, step))}</div>`,
    ...(evidence.load ?? []).filter(({ name }) => !parts.some((part) => part.name === name)).map(alone),
    evidence.bake && bake(evidence.bake, step),
    evidence.log !== undefined && log(step, evidence.log),
    changes !== null &&
      html`<p class="more">${status === StepStatus.Skipped ? "Would have changed" : "Changes"} ${changes}.</p>`,
    folder !== null && files(folder, evidence.open ?? []),
  ].filter((one) => one !== false && one !== undefined)
}

/** A load without scenarios has no name that anybody gave it. */
function alone(curves: LoadCurves): Markup {
  return curves.name === ONLY ? load(curves) : html`<h4>${curves.name}</h4>${load(curves)}`
}

function log({ name, status }: ReportStep, text: string): Markup {
  return html`<details ${isBad(status) && OPEN}>
    <summary>The end of the log</summary>
    ${pre(`Log of ${name}`, text)}
  </details>`
}

/** Relative, so that they work wherever the report's folder is; mailed alone, the page says where they were. */
function files(folder: string, open: readonly { text: string; path: string }[]): Markup {
  return html`<p class="files">
    Files:
    <a href="${folder}/">${folder}/</a
    >${open.map(({ text, path }) => html`, <a href="${[folder, path].join("/").split("/").map(encodeURIComponent).join("/")}">${text}</a>`)}
  </p>`
}

function partOf(part: ReportPart, step: ReportStep): Markup {
  const { name, status, summary, durationMs, cached, tail, note } = part
  const [told, rest] = toldBriefly(summary)
  const proof = proofOf(name, step)
  const noted = note !== undefined && !summary.includes(note) ? note : null
  const time = durationMs > 0 ? took(durationMs) : ""
  const scenario = step.evidence.load?.some((one) => one.name === name)
  const named = html`<span class="name">${name}</span>`
  const title = html`${mark(status)}${scenario ? html`<h4>${named}</h4>` : named} <span class="summary">${told}</span>
    <span class="time">${[time, cached && "cached"].filter(Boolean).join(", ")}</span>`
  const inside = [
    rest !== "" && pre(`What ${name} said`, rest),
    noted !== null && html`<p>${noted}</p>`,
    proof,
    tail !== undefined && pre(`The end of what ${name} said`, tail),
  ].filter((one) => one !== false && one !== null)
  if (inside.length === 0) return html`<div class="part ${status}">${title}</div>`
  return html`<details class="part ${status}" ${(isBad(status) || scenario) && OPEN}>
    <summary>${title}</summary>
    <div class="inside">${inside}</div>
  </details>`
}

function proofOf(name: string, { evidence, folder }: ReportStep): Markup | null {
  const tool = evidence.lint?.find((one) => one.name === name)
  if (tool) return findings(tool, folder)
  const tests = evidence.tests?.find((one) => one.name === name)
  if (tests) return suite(tests, folder)
  const probe = evidence.probes?.find((one) => one.name === name)
  if (probe) return rounds(probe)
  const curves = evidence.load?.find((one) => one.name === name)
  return curves ? load(curves) : null
}
