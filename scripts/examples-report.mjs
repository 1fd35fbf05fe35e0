// Writes examples/report anew from two real rehearsals, and the pictures of the README from what they left: npm run examples:report
// With --pictures only the pictures.
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { homedir, hostname, tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { launch } from "../test/browser/launch.mjs"

const FOLDER = "examples/report"
const MOST_BYTES = 300_000
const RUNS = [
  { name: "shipped", flags: [], exitCode: 0 },
  { name: "rolled-back", flags: ["--fault", "latency", "--at", "production"], exitCode: 3 },
]

if (!process.argv.includes("--pictures")) for (const run of RUNS) rehearse(run)
await pictures()

function rehearse({ name, flags, exitCode }) {
  const report = join(mkdtempSync(join(tmpdir(), "shipway-example-")), "report")
  const words = ["scripts/ship", "rehearse", "--report", report, ...flags]
  const { status } = spawnSync("engine/with", words, { stdio: "inherit" })
  if (status !== exitCode) fail(`${words.join(" ")} ended with ${status}, not ${exitCode}; see ${report}`)
  const { verdict } = JSON.parse(readFileSync(join(report, "report.json"), "utf8"))
  if (verdict !== name) fail(`the verdict is ${verdict}, not ${name}; see ${report}`)
  for (const end of ["json", "html"]) {
    const file = join(report, `report.${end}`)
    requireAnonymous(file)
    copyFileSync(file, join(FOLDER, `${name}.${end}`))
  }
  rmSync(resolve(report, ".."), { recursive: true })
}

/** Nothing of the machine that it ran on belongs into an example. */
function requireAnonymous(file) {
  const text = readFileSync(file, "utf8")
  const own = [process.cwd(), homedir(), tmpdir(), hostname(), process.env.USER].filter(
    (word) => word && word.length > 4,
  )
  const found = own.find((word) => text.includes(word))
  if (found) fail(`${file} names this machine: ${found}`)
}

/** The top of the page, down to where the pipeline ends. */
async function pictures() {
  const browser = await launch()
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, colorScheme })
    await page.goto(pathToFileURL(resolve(FOLDER, "rolled-back.html")).href)
    const end = await page.locator(".timeline").evaluate((one) => one.getBoundingClientRect().bottom + scrollY)
    const path = `docs/report-${colorScheme}.png`
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: 1180, height: Math.ceil(end) + 20 } })
    if (statSync(path).size > MOST_BYTES) fail(`${path} is larger than ${MOST_BYTES} bytes`)
    await page.close()
  }
  await browser.close()
}

function fail(message) {
  console.error(`examples-report: ${message}`)
  process.exit(1)
}
