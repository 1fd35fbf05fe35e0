/** Shows the HTML report in a real browser: it fits, it asks nobody for anything, axe finds nothing, and nothing of the JSON is missing. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import axe from "axe-core"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { toHtml } from "../../.dagger/lib/report/html/page.js"
import { toJson } from "../../.dagger/lib/report/json.js"
import { stringsOf, visibleIn } from "../report/found.js"
import { hostile, scenarios, shipped } from "../report/sample.js"
import { launch } from "./launch.mjs"

const SHOTS = "test-results/report"
const style = readFileSync(".dagger/assets/report.css", "utf8")

/** The two examples, a release of which everything was left to show, and one that wants to break the page. */
const pages: Record<string, { html: string; json: string }> = {
  shipped: example("shipped"),
  "rolled-back": example("rolled-back"),
  sample: { html: toHtml(shipped, style), json: toJson(shipped) },
  scenarios: { html: toHtml(scenarios, style), json: toJson(scenarios) },
  hostile: { html: toHtml(hostile, style), json: toJson(hostile) },
}

function example(name: string): { html: string; json: string } {
  const read = (end: string) => readFileSync(`examples/report/${name}.${end}`, "utf8")
  return { html: read("html"), json: read("json") }
}

let browser: Browser
beforeAll(async () => {
  browser = await launch()
  mkdirSync(SHOTS, { recursive: true })
  for (const [name, { html }] of Object.entries(pages)) writeFileSync(join(SHOTS, `${name}.html`), html)
}, 300_000)
afterAll(() => browser.close())

interface Look {
  width: number
  scheme: "light" | "dark"
  media?: "print"
}

/** The page as somebody looks at it, and everything that it did which it must not do. */
async function open(name: string, { width, scheme, media }: Look): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true })
  const faults: string[] = []
  const file = pathToFileURL(resolve(SHOTS, `${name}.html`)).href
  page.on("console", (message) => void faults.push(`console: ${message.text()}`))
  page.on("pageerror", (error) => void faults.push(`error: ${error.message}`))
  page.on(
    "request",
    (request) => request.url() !== file && !request.url().startsWith("data:") && faults.push(request.url()),
  )
  if (media) await page.emulateMedia({ media, colorScheme: scheme })
  await page.goto(file)
  return { page, faults }
}

const looks: Look[] = [1440, 390].flatMap((width) => [
  { width, scheme: "light" as const },
  { width, scheme: "dark" as const },
])
const all = Object.keys(pages).flatMap((name) => {
  const examples = ["shipped", "rolled-back"].includes(name)
  return (examples ? looks : [looks[0]!, looks.at(-1)!]).map((look) => ({ name, ...look }))
})

describe("the page", () => {
  it.each(all)("of $name fits and is accessible at $width pixels, $scheme", async ({ name, ...look }) => {
    const { page, faults } = await open(name, look)
    await page.screenshot({ path: join(SHOTS, `${name}-${look.width}-${look.scheme}.png`), fullPage: true })
    // What is folded has to fit and to be accessible as well.
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)))

    expect(await overflowing(page)).toEqual([])
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(Object.keys(pages))("of %s prints whole: what is folded on a screen is on paper", async (name) => {
    const { page, faults } = await open(name, { width: 794, scheme: "light", media: "print" })
    const folded = await page.evaluate(() =>
      [...document.querySelectorAll("details:not([open]) > *:not(summary)")]
        .filter((one) => !one.checkVisibility({ contentVisibilityAuto: true }))
        .map((one) => one.outerHTML.slice(0, 80)),
    )
    await page.pdf({ path: join(SHOTS, `${name}.pdf`), format: "A4", printBackground: true })

    expect(folded).toEqual([])
    expect(await overflowing(page)).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(Object.keys(pages))("of %s holds every text of its JSON", async (name) => {
    const { page } = await open(name, { width: 1440, scheme: "light" })
    const texts = await page.evaluate(textsOfDocument)
    const found = visibleIn(texts)

    expect(stringsOf(JSON.parse(pages[name]!.json)).filter((text) => !found(text))).toEqual([])
    await page.close()
  })

  it("says the verdict first, to eyes and to a screen reader", async () => {
    const { page } = await open("rolled-back", { width: 1440, scheme: "light" })
    const first = await page.evaluate(() => document.querySelector("h1, h2, h3")!.textContent)

    expect(first).toBe("Rolled back: production serves the release before")
    expect(await page.title()).toContain("Rolled back: production serves the release before")
    await page.close()
  })

  it("can be read by keyboard: every fold and every link within reach", async () => {
    const { page } = await open("sample", { width: 1440, scheme: "light" })
    const wanted = await page.evaluate(
      () => [...document.querySelectorAll("summary, a:not([tabindex])")].filter((one) => one.checkVisibility()).length,
    )
    const reached = new Set<number>()
    for (let press = 0; press < wanted * 2; press++) {
      await page.keyboard.press("Tab")
      reached.add(
        await page.evaluate(() => [...document.querySelectorAll("summary, a")].indexOf(document.activeElement!)),
      )
    }
    reached.delete(-1)

    expect(reached.size).toBe(wanted)
    await page.close()
  })
})

/** What is wider than the window and does not scroll by itself. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = (one: Element) => one.closest(".wide, pre, svg, .unseen, .track") !== null
    const wide = [...document.body.querySelectorAll("*")].filter(
      (one) => !scrolls(one) && one.getBoundingClientRect().right > width + 1,
    )
    const whole =
      document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`] : []
    return [...whole, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))]
  })
}

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    )
  })
}

/** Runs in the page: all text, element by element, and what attributes say. */
function textsOfDocument(): string[] {
  const texts: string[] = []
  for (const one of document.querySelectorAll("*")) {
    if (one.closest("style")) continue
    texts.push(one.textContent)
    for (const name of ["datetime", "title", "href"]) texts.push(decodeURIComponent(one.getAttribute(name) ?? ""))
  }
  return texts
}
