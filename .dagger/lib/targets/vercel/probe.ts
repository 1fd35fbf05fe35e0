/** Owns asking a deployment at its own address, before anybody is sent there: is it up, and is it the release? */
import { poll } from "../../exec/poll.js"
import { redact } from "../../exec/redact.js"
import { valueAt } from "../../probes/expectations.js"
import { notServing } from "../waiting.js"
import type { Release } from "../target.js"
import type { Project, Shown } from "./answers.js"
import { PLATFORM, type Vercel } from "./api.js"

/** How a protected deployment lets a machine in; the value is a secret. */
const BYPASS = "x-vercel-protection-bypass"
const CALL_MS = 10_000

/** Throws with what is wrong; then nobody was sent there, and production is as it was. */
export async function probeUnpromoted(vercel: Vercel, project: Project, shown: Shown, release: Release): Promise<void> {
  const { context, environment, options } = vercel
  const bypass = bypassOf(project)
  const asked = await poll(() => answersAs(vercel, shown, release, bypass), {
    intervalMs: 1000,
    timeoutMs: options.probeSeconds * 1000,
    clock: context.clock,
  })
  if (asked.value) return
  const what = `${environment}'s deployment ${shown.id} at its own address`
  const reason = `${redact(asked.reason!, bypass ? [bypass] : [])}; it was not promoted, ${environment} serves what it served before`
  throw notServing({ platform: PLATFORM, what }, "failed", reason)
}

export function bypassOf({ protectionBypass }: Project): string | undefined {
  return Object.entries(protectionBypass ?? {}).find(([, { scope }]) => scope === "automation-bypass")?.[0]
}

async function answersAs(vercel: Vercel, shown: Shown, release: Release, bypass: string | undefined): Promise<true> {
  const { healthPath } = vercel.context.config.image!
  await get(vercel, shown, healthPath, bypass)
  const { identity } = vercel.context.config
  if (!identity) return true
  const said = parsed(await get(vercel, shown, identity.path, bypass), identity.path)
  insist(identity.version, valueAt(said, identity.version), release.version)
  if (identity.digest !== undefined) insist(identity.digest, valueAt(said, identity.digest), release.image.digest)
  return true
}

async function get({ context }: Vercel, shown: Shown, path: string, bypass: string | undefined): Promise<string> {
  const headers: Record<string, string> = bypass ? { [BYPASS]: bypass } : {}
  const signal = AbortSignal.timeout(CALL_MS)
  const response = await context.fetch(`https://${shown.url}${path}`, { headers, redirect: "manual", signal })
  const text = await response.text()
  if (response.status === 200) return text
  throw new Error(`${path} answers ${response.status}${isGuard(response) ? guarded(bypass) : ""}`)
}

/** Deployment Protection answers in the app's place, or sends on to Vercel's login. */
function isGuard({ status, headers }: Response): boolean {
  return status === 401 || /vercel\.com\/(sso|login)/.test(headers.get("location") ?? "")
}

function guarded(bypass: string | undefined): string {
  return bypass
    ? ": Deployment Protection did not take the project's bypass secret"
    : ": Deployment Protection keeps it closed; add a secret under the project's Protection Bypass for Automation"
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${path} does not answer with JSON`)
  }
}

function insist(path: string, actual: unknown, wanted: string): void {
  if (actual !== wanted) throw new Error(`${path} is ${JSON.stringify(actual) ?? "missing"}, expected ${wanted}`)
}
