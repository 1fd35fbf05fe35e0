/** Owns the details of lint tools and probes: findings with their places, expectations with their times. Pure. */
import type { ProbeRounds, ToolFindings } from "../evidence.js"
import { html, type Markup } from "./markup.js"
import { more, seconds } from "./words.js"

const looks = {
  error: ["failed", "✘ error"],
  warning: ["inconclusive", "? warning"],
  note: ["skipped", "– note"],
} as const

export function findings({ name, total, levels, findings, gaps }: ToolFindings, folder: string | null): Markup | null {
  if (total === 0 && gaps.length === 0) return null
  const levelsTold = Object.entries(levels)
    .filter(([, number]) => number > 0)
    .map(([level, number]) => `${number} ${level}`)
  return html`<p>${levelsTold.join(", ")}</p>
    ${
      findings.length > 0 &&
      html`<div class="wide" tabindex="0" role="group" aria-label="What ${name} found">
        <table class="findings">
          <thead>
            <tr>
              <th scope="col">level</th>
              <th scope="col">where</th>
              <th scope="col">rule</th>
              <th scope="col">what</th>
            </tr>
          </thead>
          <tbody>
            ${findings.map(row)}
          </tbody>
        </table>
      </div>`
    }
    ${more(findings.length, total, "findings", folder && `${folder}/lint.sarif`)}${
      gaps.length > 0 &&
      html`<p>Not looked at:</p>
        <ul>
          ${gaps.map((gap) => html`<li>${gap}</li>`)}
        </ul>`
    }`
}

function row({ level, place, rule, message, help }: ToolFindings["findings"][number]): Markup {
  const [look, word] = looks[level]
  const named = help === null ? html`${rule}` : html`<a href="${help}" rel="noreferrer">${rule}</a>`
  return html`<tr>
    <td class="${look}">${word}</td>
    <td><code>${place}</code></td>
    <td>${named}</td>
    <td>${message}</td>
  </tr>`
}

export function rounds({ severity, asks, expects, maxSeconds, seconds: took, times }: ProbeRounds): Markup {
  const limit = `within ${seconds(maxSeconds)}`
  const repeated = times > 1 ? `, ${took.length} of ${times} times in a row` : ""
  return html`<p class="asks">
      <code>${asks}</code> ${severity}${repeated}:
      ${took.map((one, index) => html`${index > 0 && ", "}${seconds(one)}`)} <span class="limit">(${limit})</span>
    </p>
    <ul class="expects">
      ${expects.map((one) => html`<li>${one}</li>`)}
    </ul>`
}
