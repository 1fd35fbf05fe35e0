/** Owns what is true after the run: what serves now, what was decided and why, who was told, and the journal. Pure. */
import { sentenceOf } from "../../rollback/timeline.js"
import type { ReportDecision, ReportLook } from "../decision.js"
import type { Report, ReportEnvironment } from "../model.js"
import { html, type Markup } from "./markup.js"
import { count, hour, took } from "./words.js"

export function environments({ environments, release }: Report): Markup | null {
  if (environments.length === 0) return null
  return html`<section aria-labelledby="serves">
    <h2 id="serves">What serves now</h2>
    <div class="cards">${environments.map((one) => card(one, release))}</div>
  </section>`
}

function card(seen: ReportEnvironment, release: Report["release"]): Markup {
  const { name, recordedDigest, recordedRun, answeredDigest, answeredVersion, url, problem } = seen
  const which = whichOf(seen, release)
  return html`<div class="card">
    <h3>${name} <span class="which">${which}</span></h3>
    ${problem !== null && html`<p class="failed">✘ cannot be read: ${problem}</p>`}
    <dl class="facts">
      ${fact("Version", answeredVersion)}${recordedDigest === answeredDigest ? fact("Digest", recordedDigest) : html`${fact("Recorded", recordedDigest)}${fact("Answered", answeredDigest)}`}${fact("Run", recordedRun)}${
        url !== null &&
        html`<div>
          <dt>Address</dt>
          <dd>${/^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${url}</a>` : url}</dd>
        </div>`
      }
    </dl>
  </div>`
}

/** Only what was read, and what the service itself does not contradict. */
function whichOf(seen: ReportEnvironment, release: Report["release"]): string {
  const { recordedDigest: digest, problem } = seen
  if (problem !== null) return "unknown"
  if (contradicted(seen, release)) return "unknown: record and answer differ"
  if (digest === null) return "no release"
  if (digest === release.digest) return "this release"
  return digest === release.previous?.digest ? "the release before" : "another release"
}

/** By digest where the service answers one, otherwise by the version of what is on record, where that is known. */
function contradicted(
  { recordedDigest, answeredDigest, answeredVersion }: ReportEnvironment,
  release: Report["release"],
): boolean {
  if (recordedDigest === null) return answeredDigest !== null || answeredVersion !== null
  if (answeredDigest !== null) return answeredDigest !== recordedDigest
  const versions = [release, release.previous].flatMap((one) => (one?.digest === recordedDigest ? [one.version] : []))
  return answeredVersion !== null && versions.length > 0 && !versions.includes(answeredVersion)
}

function fact(name: string, value: string | null): Markup | null {
  return value === null
    ? null
    : html`<div>
        <dt>${name}</dt>
        <dd><code>${value}</code></dd>
      </div>`
}

export function decision({ decision }: Report): Markup | null {
  if (decision === null) return null
  const { looks } = decision
  return html`<section aria-labelledby="decision">
    <h2 id="decision">The decision about production</h2>
    <p class="decision">${sentenceOf(decision)}</p>
    <p class="chips">${chips(decision)}</p>
    ${looks.length > 0 && fixWindow(looks)}
  </section>`
}

function chips({ action, rule, obstacle, page, issue }: ReportDecision): Markup[] {
  const all = { action, rule, "in the way": obstacle, page: page ? "yes" : "no", issue: issue ? "yes" : "no" }
  return Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [html`<span>${name} <b>${value}</b></span> `],
  )
}

function fixWindow(looks: ReportDecision["looks"]): Markup {
  const good = looks.filter(({ clean }) => clean).length
  return html`<h3>The fix window: ${good} of ${count(looks.length, "look")} good</h3>
    <div class="wide" tabindex="0" role="group" aria-label="The looks of the fix window">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">look</th>
            <th scope="col">at</th>
            <th scope="col">good</th>
            <th scope="col" class="number">took</th>
            <th scope="col">what was seen</th>
          </tr>
        </thead>
        <tbody>
          ${looks.map(look)}
        </tbody>
      </table>
    </div>`
}

function look(one: ReportLook, index: number): Markup {
  return html`<tr>
    <td class="number">${index + 1}</td>
    <td>${hour(one.at)}</td>
    <td class="${one.clean ? "passed" : "failed"}">${one.clean ? "✔ yes" : "✘ no"}</td>
    <td class="number">${took(one.durationMs)}</td>
    <td>
      ${one.proofs.join(" and ")}${one.problem !== null && html`: cannot be read: ${one.problem}`}${one.findings.length === 0 && one.problem === null && ": nothing found"}
      <ul class="findings">
        ${one.findings.map(({ source, severity, summary }) => html`<li>${source} <i>${severity}</i> ${summary}</li>`)}
      </ul>
    </td>
  </tr>`
}

export function told({ told }: Report): Markup | null {
  if (told === null || (told.results.length === 0 && told.unheardPages.length === 0)) return null
  const looks = { delivered: "passed", "already-sent": "passed", undelivered: "failed", held: "skipped" } as const
  return html`<section aria-labelledby="told">
    <h2 id="told">Who was told</h2>
    ${told.unheardPages.map((page) => html`<p class="failed">✘ Nobody was paged: ${page}</p>`)}
    <div class="wide" tabindex="0" role="group" aria-label="Messages">
      <table>
        <thead>
          <tr>
            <th scope="col">notifier</th>
            <th scope="col">event</th>
            <th scope="col">status</th>
            <th scope="col" class="number">tries</th>
            <th scope="col">why</th>
            <th scope="col">key</th>
          </tr>
        </thead>
        <tbody>
          ${told.results.map(
            ({ notifier, event, key, status, tries, reason }) =>
              html`<tr>
                <th scope="row">${notifier}</th>
                <td>${event}</td>
                <td class="${looks[status]}">${status}</td>
                <td class="number">${tries}</td>
                <td>${reason}</td>
                <td><code>${key}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

export function journal({ journal }: Report): Markup | null {
  if (journal.length === 0) return null
  return html`<section aria-labelledby="journal">
    <h2 id="journal">Journal</h2>
    <details>
      <summary>${count(journal.length, "line")}, each written before what came next</summary>
      <div class="wide" tabindex="0" role="group" aria-label="Lines of the journal">
        <table class="journal">
          <thead>
            <tr>
              <th scope="col">at</th>
              <th scope="col" class="number">attempt</th>
              <th scope="col">event</th>
              <th scope="col">about</th>
            </tr>
          </thead>
          <tbody>
            ${journal.map(
              ({ at, attempt, event, about }) =>
                html`<tr>
                  <td>${hour(at)}</td>
                  <td class="number">${attempt}</td>
                  <td>${event}</td>
                  <td>${about}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`
}
