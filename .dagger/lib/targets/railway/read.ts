/** Owns what is read of Railway: deployments, newest first, and what belongs to the service. */
import { readLedger, LEDGER, type Noted } from "../ledger.js"
import { Domains, Events, Instance, One, Page, type Seen, Token, Variables } from "./answers.js"
import { ask, placeOf, type Railway } from "./api.js"
import { HAS_SERVED } from "./state.js"

const PAGE = 50
/** Railway keeps what can be gone back to for days: two hundred deployments are more than anybody looks at. */
const PAGES = 4

/** The newest deployments, whatever became of them, newest first. */
export async function newest(railway: Railway): Promise<Seen[]> {
  return (await page(railway, {}, undefined)).seen
}

/** What serves or may have served, newest first. */
export async function served(railway: Railway): Promise<Seen[]> {
  const all: Seen[] = []
  let after: string | undefined
  for (let pages = 0; pages < PAGES; pages++) {
    const { seen, next } = await page(railway, { status: { in: HAS_SERVED } }, after)
    all.push(...seen)
    if (!next) break
    after = next
  }
  return newestFirst(all)
}

async function page(
  railway: Railway,
  filter: object,
  after: string | undefined,
): Promise<{ seen: Seen[]; next: string | undefined }> {
  const input = { projectId: railway.options.project, ...placeOf(railway), ...filter }
  const { deployments } = await ask(railway, {
    what: "read the deployments",
    operation: "deployments",
    variables: { input, first: PAGE, ...(after ? { after } : {}) },
    answer: Page,
  })
  const { hasNextPage, endCursor } = deployments.pageInfo
  const seen = newestFirst(deployments.edges.map(({ node }) => node))
  return { seen, next: hasNextPage ? (endCursor ?? undefined) : undefined }
}

/** The order of a list is documented nowhere. */
function newestFirst(seen: readonly Seen[]): Seen[] {
  return seen.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
}

export async function one(railway: Railway, id: string): Promise<Seen> {
  const asked = { what: `read deployment ${id}`, operation: "deployment", variables: { id }, answer: One } as const
  return (await ask(railway, asked)).deployment
}

/** Where it went wrong, in Railway's words; nothing when it does not say. */
export async function troubleOf(railway: Railway, id: string): Promise<string | undefined> {
  const variables = { id, last: 20 }
  const asked = { what: `read the events of ${id}`, operation: "events", variables, answer: Events } as const
  const { deploymentEvents } = await ask(railway, asked)
  const wrong = deploymentEvents.edges
    .map(({ node }) => node)
    .findLast(({ payload }) => payload?.error ?? payload?.reason)
  return wrong && `${wrong.step}: ${wrong.payload?.error ?? wrong.payload?.reason}`
}

export interface Remembered {
  variables: Record<string, unknown>
  ledger: Noted[]
}

export async function remembered(railway: Railway): Promise<Remembered> {
  const { variables } = await ask(railway, {
    what: "read the variables",
    operation: "variables",
    variables: { projectId: railway.options.project, ...placeOf(railway) },
    answer: Variables,
  })
  const text = variables[LEDGER]
  return { variables, ledger: readLedger(typeof text === "string" ? text : undefined) }
}

export async function addresses(railway: Railway): Promise<string[]> {
  const { domains } = await ask(railway, {
    what: "read the domains",
    operation: "domains",
    variables: { projectId: railway.options.project, ...placeOf(railway) },
    answer: Domains,
  })
  // Railway's own first: it serves as soon as it is there, while another may wait for its DNS.
  return [...domains.serviceDomains, ...domains.customDomains].map(({ domain }) => domain)
}

export async function instance(railway: Railway): Promise<{ name: string; image: string | undefined }> {
  const { serviceInstance } = await ask(railway, {
    what: "read the service",
    operation: "instance",
    variables: placeOf(railway),
    answer: Instance,
  })
  return { name: serviceInstance.serviceName, image: serviceInstance.source?.image ?? undefined }
}

export async function tokenIsFor(railway: Railway): Promise<{ project: string; environment: string }> {
  const asked = { what: "read the token", operation: "token", variables: {}, answer: Token } as const
  const { projectToken } = await ask(railway, asked)
  return { project: projectToken.projectId, environment: projectToken.environmentId }
}
