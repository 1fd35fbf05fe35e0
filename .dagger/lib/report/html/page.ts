/** Owns the HTML report: one file that needs no network and no script; the order in which a person reads. Pure. */
import type { Report, ReportStep } from "../model.js"
import { sentence } from "../table.js"
import { decision, environments, journal, told } from "./aftermath.js"
import { facts, header, next } from "./header.js"
import { html, Markup } from "./markup.js"
import { pipeline } from "./pipeline.js"
import { step } from "./step.js"
import { tiles } from "./tiles.js"

/** `style` is .dagger/assets/report.css: a renderer reads no files. */
export function toHtml(report: Report, style: string): string {
  const title = `${sentence[report.verdict]}: ${report.project} ${report.release.version}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        ${header(report)}
        <main>
          ${next(report)} ${tiles(report)} ${facts(report)} ${pipeline(report)} ${decision(report)}
          ${environments(report)} ${groups(report.steps)} ${told(report)} ${journal(report)}
        </main>
        <footer>
          <p>Written by Shipway from report.json (schema ${report.schemaVersion}), which lies beside it.</p>
        </footer>
      </body>
    </html> `.text
}

/** By environment, in the order of the plan. */
function groups(steps: readonly ReportStep[]): Markup[] {
  const titles: [ReportStep["environment"], string][] = [
    [null, "The commit"],
    ["staging", "Staging"],
    ["production", "Production"],
  ]
  return titles.flatMap(([environment, title]) => {
    const own = steps.filter((one) => one.environment === environment)
    const id = environment ?? "commit"
    return own.length > 0
      ? [
          html`<section aria-labelledby="${id}">
            <h2 id="${id}">${title}</h2>
            ${own.map(step)}
          </section>`,
        ]
      : []
  })
}
