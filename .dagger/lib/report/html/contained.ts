/** Owns that a report which cannot be drawn costs the page alone: a short one takes its place and says why. Pure. */
import { describe } from "../../errors.js"
import type { Report } from "../model.js"
import { sentence } from "../table.js"
import { html } from "./markup.js"
import { toHtml } from "./page.js"

/** A run that is over is drawn again each time it is asked for: what it came to must not hang on a renderer. */
export function containedHtml(report: Report, style: () => string): string {
  try {
    return toHtml(report, style())
  } catch (error) {
    return undrawn(report, error)
  }
}

/** As little as can be said without any of what might have failed. */
function undrawn({ verdict, exitCode, project, run, release }: Report, error: unknown): string {
  const why = error instanceof Error && error.name !== "Error" ? `${error.name}: ${describe(error)}` : describe(error)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:" />
        <title>${sentence[verdict]}: ${project} ${release.version}</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>${sentence[verdict]}</h1>
          <p>
            <strong>${project}</strong> ${release.version}, run <code>${run}</code>. Verdict <b>${verdict}</b>, exit
            code <b>${exitCode}</b>: both stand.
          </p>
          <p>The rest of this page could not be drawn: ${why}</p>
          <p>
            That is a bug of Shipway. Everything about the run is in <a href="report.json">report.json</a>, and in words
            in <a href="report.md">report.md</a>.
          </p>
        </main>
      </body>
    </html> `.text
}
