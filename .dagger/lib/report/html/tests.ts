/** Owns what the suites showed: failures with their text, what is flaky, what is slow, and what is covered. Pure. */
import type { SuiteCoverage, SuiteTests } from "../evidence.js"
import { html, type Markup } from "./markup.js"
import { count, more, pre, round, seconds } from "./words.js"

type Case = SuiteTests["cases"][number]

export function suite(tests: SuiteTests, folder: string | null): Markup {
  const { name, passed, failed, skipped, cases, coverage } = tests
  const loud = cases.filter(({ status, flaky, text }) => status === "failed" || flaky || text !== "")
  const quiet = cases.filter((one) => !loud.includes(one))
  return html`<p>${counted(tests)}.</p>
    ${loud.map((one, index) => told(one, index === 0))}
    ${coverage && covered(coverage, folder && `${folder}/${name}/coverage.xml`)}${quiet.length > 0 && slowest(quiet)}
    ${more(cases.length, passed + failed + skipped, "tests, faster or told more briefly,", folder && `${folder}/${name}/junit.xml`)}`
}

function counted({ passed, failed, skipped, flaky, seconds: took }: SuiteTests): string {
  if (passed + failed + skipped === 0) return "No test ran"
  const ends: [number, string][] = [
    [failed, "failed"],
    [flaky, "flaky"],
    [skipped, "skipped"],
  ]
  const told = ends.filter(([number]) => number > 0).map(([number, end]) => `${number} ${end}`)
  return [`${count(passed, "test")} passed`, ...told, `${seconds(took)} in all`].join(", ")
}

/** The first failure is open: it is what people came for. */
function told({ name, status, flaky, seconds: took, text }: Case, first: boolean): Markup {
  const word = status === "failed" ? "failed" : flaky ? "flaky" : status
  const look = status === "failed" ? "failed" : flaky ? "inconclusive" : status
  const title = html`<span class="${look}"
      >${{ failed: "✘", flaky: "?", skipped: "–", passed: "✔" }[word]} ${word}</span
    >
    <span class="case">${name}</span> <span class="time">${seconds(took)}</span>`
  if (text === "") return html`<p class="told">${title}</p>`
  return html`<details class="told" ${first && status === "failed" && OPEN}>
    <summary>${title}</summary>
    ${pre(`What ${name} said`, text)}
  </details>`
}

const OPEN = html` open`

function slowest(cases: readonly Case[]): Markup {
  const most = Math.max(0.001, ...cases.map(({ seconds }) => seconds))
  const row = ({ name, status, seconds: took }: Case) =>
    html`<tr>
      <th scope="row" class="case">${name}</th>
      <td class="${status}">${status}</td>
      <td class="number">${seconds(took)}</td>
      <td class="spark"><span style="width:${((took / most) * 100).toFixed(1)}%"></span></td>
    </tr>`
  return html`<details>
    <summary>${count(cases.length, "test")} that passed or were skipped, the slowest first</summary>
    <div class="wide" tabindex="0" role="group" aria-label="Tests, the slowest first">
      <table>
        <thead>
          <tr>
            <th scope="col">test</th>
            <th scope="col">end</th>
            <th scope="col" class="number">time</th>
            <th scope="col"><span class="unseen">share of the slowest</span></th>
          </tr>
        </thead>
        <tbody>
          ${cases.map(row)}
        </tbody>
      </table>
    </div>
  </details>`
}

function covered({ covered, valid, over, files, filesTotal }: SuiteCoverage, where: string | null): Markup {
  const gate = over === null ? "" : `, the gate is over ${over} %`
  return html`<p>Coverage ${share(covered, valid)} (${covered} of ${valid} lines and branches${gate}).</p>
    ${meter(covered, valid, over)}
    <details>
      <summary>The least covered files</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col" class="number">covered</th>
            <th scope="col"><span class="unseen">as a bar</span></th>
          </tr>
        </thead>
        <tbody>
          ${files.map(
            (file) =>
              html`<tr>
                <th scope="row"><code>${file.name}</code></th>
                <td class="number">${share(file.covered, file.valid)} (${file.covered} of ${file.valid})</td>
                <td class="spark"><span style="width:${((file.covered / file.valid) * 100).toFixed(1)}%"></span></td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${more(files.length, filesTotal, "files", where)}
    </details>`
}

function share(covered: number, valid: number): string {
  return valid === 0 ? "of no lines" : `${round((covered / valid) * 100)} %`
}

/** The gate is a line across the bar. */
function meter(covered: number, valid: number, over: number | null): Markup | null {
  if (valid === 0) return null
  const kept = over === null || covered * 100 > over * valid
  return html`<div class="meter ${kept ? "passed" : "failed"}" aria-hidden="true">
    <span style="width:${((covered / valid) * 100).toFixed(2)}%"></span
    >${over !== null && html`<i style="left:${over}%"></i>`}
  </div>`
}
