/** Draws docs/release.svg from this repository's plan, so that the picture of a release is what a release does: `npm run schema`. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { type Drawn, lying } from "../../.dagger/lib/report/html/graph.js"

const STYLE = `text { font: 11px system-ui, sans-serif; fill: #1b2129 } .label { font-weight: 600 } .label, .note { text-anchor: middle } .note, .lane-name { font-size: 10px; fill: #566270 }
.page { fill: #ffffff } .lane { fill: #f0f2f5 } .node { stroke-width: 1.3 } .proves { fill: #e3f4ee; stroke: #2a9d7c } .changes { fill: #fbf1d5; stroke: #b07d00 } .edge { fill: none; stroke: #8a949f; stroke-width: 1.2 }
@media (prefers-color-scheme: dark) { text { fill: #e4e9ef } .note, .lane-name { fill: #a2adb9 } .page { fill: #0e1217 } .lane { fill: #161c23 } .proves { fill: #12302a } .changes { fill: #33290f } .edge { stroke: #5a6572 } }`

it("docs/release.svg shows the steps of the plan", async () => {
  const config = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml")
  const nodes = plan(config, "rehearse").steps.map(({ name, kind, environment, needs, follows, changes }): Drawn => {
    const look = changes === undefined ? "proves" : "changes"
    const after = [...needs, ...follows]
    return { name, after, lane: environment ?? "commit", label: kind, note: look, look, href: null, critical: false }
  })
  const svg = lying(nodes).text.replace(
    /^<svg [^>]*(viewBox="[^"]*")[^>]*>/,
    (_, box: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img" aria-label="The release as Shipway runs it">\n<style>${STYLE}</style>\n<rect class="page" width="100%" height="100%"/>\n`,
  )

  expect(svg).toContain("aria-label")
  await expect(`${svg.replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("../../docs/release.svg")
})
