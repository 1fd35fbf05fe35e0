/** Owns issues on GitHub: one open issue per trouble, found again by a hidden marker, and a comment per run after that. */
import { z } from "zod"
import { clip, oneLine } from "./clip.js"
import { fingerprintOf, hashed, keyOf, type NotifyEvent } from "./event.js"
import { github } from "../exec/github-api.js"
import type { GithubContext } from "./notifier.js"
import { inTrouble, refused, type Trouble } from "../exec/http.js"

const LIMITS = { title: 256, text: 20000, pages: 10 }
const HOUR_MS = 3600_000

const Issue = z.object({
  number: z.number(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  pull_request: z.unknown().optional(),
})
type Issue = z.infer<typeof Issue>
const Comment = z.object({ body: z.string().nullish() })
const Anything = z.looseObject({})

export async function tellIssue(context: GithubContext, event: NotifyEvent): Promise<Trouble | undefined> {
  const issue = await findIssue(context, event)
  if (issue && inTrouble(issue)) return issue
  if (event.kind !== "resolved") return issue ? comment(context, issue, event) : open(context, event)
  if (!issue) return undefined
  return (await comment(context, issue, event)) ?? close(context, issue)
}

/** By the label and not by search, whose index lags and whose budget is small; pull requests are in the same list. */
async function findIssue(context: GithubContext, event: NotifyEvent): Promise<Issue | Trouble | undefined> {
  const marker = markerOf(event)
  for (let page = 1; page <= LIMITS.pages; page++) {
    const { label } = context.settings
    const query = new URLSearchParams({ labels: label, state: "open", per_page: "100", page: String(page) })
    const answer = await github(context, { method: "GET", path: `/issues?${query}`, expected: 200 }, z.array(Issue))
    if (inTrouble(answer)) return answer
    // At the very start: the same text further down is somebody's quotation.
    const found = answer.value.find(({ body, pull_request }) => !pull_request && body?.startsWith(marker))
    if (found || answer.value.length < 100) return found
  }
  return refused(`more than ${LIMITS.pages * 100} open issues carry the label, so whether it is among them is unknown`)
}

async function open(context: GithubContext, event: NotifyEvent): Promise<Trouble | undefined> {
  const { label } = context.settings
  const body = {
    title: clip(oneLine(event.title), LIMITS.title),
    body: [markerOf(event), words(event)].join("\n"),
    labels: [label],
  }
  const made = await github(context, { method: "POST", path: "/issues", body, expected: 201 }, Issue)
  if (inTrouble(made)) return made
  const labelled = made.value.labels.some((one) => (typeof one === "string" ? one : one.name) === label)
  return labelled
    ? undefined
    : refused(`issue #${made.value.number} was opened without its label ${label}, so it will not be found again`)
}

async function comment(context: GithubContext, issue: Issue, event: NotifyEvent): Promise<Trouble | undefined> {
  if (issue.body?.includes(eventMarkerOf(event))) return undefined
  const path = `/issues/${issue.number}/comments`
  const query = new URLSearchParams({
    since: new Date(Date.parse(event.startedAt) - HOUR_MS).toISOString(),
    per_page: "100",
  })
  const seen = await github(context, { method: "GET", path: `${path}?${query}`, expected: 200 }, z.array(Comment))
  if (inTrouble(seen)) return seen
  if (seen.value.some(({ body }) => body?.startsWith(eventMarkerOf(event)))) return undefined
  const made = await github(context, { method: "POST", path, body: { body: words(event) }, expected: 201 }, Anything)
  return inTrouble(made) ? made : undefined
}

async function close(context: GithubContext, { number }: Issue): Promise<Trouble | undefined> {
  const body = { state: "closed", state_reason: "completed" }
  const closed = await github(context, { method: "PATCH", path: `/issues/${number}`, body, expected: 200 }, Anything)
  return inTrouble(closed) ? closed : undefined
}

function markerOf(event: NotifyEvent): string {
  return `<!-- shipway:${fingerprintOf(event)} -->`
}

function eventMarkerOf(event: NotifyEvent): string {
  return `<!-- shipway-event:${hashed(keyOf(event))} -->`
}

/** In a fence, where nothing mentions a team, closes another issue, or ends up as HTML. */
function words(event: NotifyEvent): string {
  const lines = [
    event.title,
    ...(event.text.trim() ? ["", event.text.trim()] : []),
    ...event.findings.map(({ source, severity, summary }) => `${severity}: ${source}: ${summary}`),
    "",
    `run ${event.run}, version ${event.release.version}, digest ${event.release.digest ?? "none"}`,
  ]
  const text = clip(lines.join("\n"), LIMITS.text)
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length))
  const fence = "`".repeat(longest + 1)
  const links = event.links.filter(({ href }) => /^https?:\/\/[^\s<>()]+$/.test(href)).map(({ href }) => `<${href}>`)
  return [eventMarkerOf(event), "", `${fence}text`, text, fence, ...links].join("\n")
}
