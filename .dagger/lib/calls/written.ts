/** Owns a finished run, rendered in every form that is kept. */
import type { Directory } from "@dagger.io/dagger"
import { asset } from "../exec/assets.js"
import type { Finished } from "../pipeline/flow.js"
import { containedHtml } from "../report/html/contained.js"
import { toJson } from "../report/json.js"
import { toJunit } from "../report/junit.js"
import { toMarkdown } from "../report/markdown.js"
import type { Report } from "../report/model.js"
import { toTable } from "../report/table.js"

export interface Written {
  report: Report
  summary: string
  /** The report in every form, and a folder of artefacts per step. */
  files: Directory
}

export function written({ report, artefacts }: Finished): Written {
  const summary = toTable(report)
  const files = artefacts
    .withNewFile("report.json", toJson(report))
    .withNewFile("report.md", toMarkdown(report))
    .withNewFile(
      "report.html",
      containedHtml(report, () => asset("report.css")),
    )
    .withNewFile("junit.xml", toJunit(report))
    .withNewFile("summary.txt", `${summary}\n`)
  return { report, summary, files }
}
