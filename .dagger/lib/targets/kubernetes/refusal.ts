/** Owns what kubectl's words mean when it fails: what, why, and what to do about it. Pure. */
import { lastLines } from "../../errors.js"
import type { Trouble } from "../../exec/http.js"
import type { Said } from "./connect.js"

export interface Refusal {
  reason: string
  advice: string
}

export function refusalOf(stderr: string, exitCode: number): Refusal {
  const words = withoutPage(stderr.replaceAll(/^Warning: .*\n?/gm, ""))
  const text = lastLines(words, 12) || `exit code ${exitCode} without a word`
  const known = kindOf(stderr)
  return known
    ? { reason: known.reason?.(stderr, text) ?? text, advice: known.advice }
    : { reason: text, advice: OTHERWISE }
}

/** What may pass by itself; nothing for an answer, be it a refusal. */
export function troubleOf({ exitCode, stderr }: Said): Trouble | undefined {
  const trouble = exitCode === 0 ? undefined : kindOf(stderr)?.trouble
  return trouble && { trouble, reason: stderr }
}

function kindOf(stderr: string): Kind | undefined {
  return KINDS.find(({ pattern }) => pattern.test(stderr))
}

/** kubectl quotes in one line what a proxy answered in the API server's place: of a page only what it says. */
function withoutPage(text: string): string {
  if (!/<html|<!doctype/i.test(text)) return text
  const words = text.replaceAll("\\r", " ").replaceAll("\\n", " ")
  return words.replace(/<(script|style)[^]*?<\/\1>|<[^>]*>/gi, " ").replace(/ {2,}/g, " ")
}

const OTHERWISE =
  "Mend what kubectl says, then take up the same --run; `dagger call doctor` asks what may be done there."

interface Kind {
  pattern: RegExp
  reason?: (stderr: string, text: string) => string
  advice: string
  /** Set where it may pass by itself: whether what was asked was not taken, or may have been. */
  trouble?: "later" | "lost"
}

const UNREACHABLE =
  "The API server that the kubeconfig names cannot be reached from the engine: see its address, and the network between."
const UNWELL =
  "The API server or what stands before it is not well. What was asked may have been done all the same: when it answers again, take up the same --run, which looks first."

/** The first that matches. */
const KINDS: Kind[] = [
  {
    pattern: /Apply failed with \d+ conflict/,
    reason: conflicts,
    advice:
      "Agree on who manages these fields: take them out of the manifests, or let the other give them up. To take them over, set forceConflicts: true under options: for one release.",
  },
  {
    pattern: /(exceeded|failed) quota/,
    advice:
      "The namespace's ResourceQuota leaves no room: lower the manifests' requests or replicas, or raise the quota; where it says `must specify`, name that under resources:.",
  },
  {
    pattern: /is forbidden|Forbidden|must be logged in|Unauthorized/,
    advice:
      "The kubeconfig's user may not do this: `dagger call doctor` lists what it needs; docs/targets.md has a Role.",
  },
  {
    pattern: /\(TooManyRequests\)/,
    trouble: "later",
    reason: (_, text) => `status 429: ${text}`,
    advice: "The API server is asked too much: wait, then take up the same --run.",
  },
  {
    pattern: /\((InternalError|ServiceUnavailable|ServerTimeout|Timeout)\)|etcdserver: /,
    trouble: "lost",
    reason: (_, text) => `status ${statusIn(text)}: ${text}`,
    advice: UNWELL,
  },
  {
    pattern: /Client\.Timeout|context deadline exceeded/,
    trouble: "lost",
    reason: (_, text) => `no answer within the time of one request: ${text}`,
    advice: UNWELL,
  },
  {
    pattern: /unexpected EOF|connection reset by peer|broken pipe|http2: .*(lost|GOAWAY)/,
    trouble: "lost",
    reason: (_, text) => `the connection broke: ${text}`,
    advice: UNWELL,
  },
  { pattern: /certificate|x509/, advice: UNREACHABLE },
  // Nobody was reached, so nothing was taken.
  {
    pattern: /connection refused|server \S+ was refused|no such host|dial tcp/i,
    trouble: "later",
    advice: UNREACHABLE,
  },
  { pattern: /i\/o timeout|Unable to connect|TLS handshake/i, trouble: "lost", advice: UNREACHABLE },
  {
    pattern: /admission webhook|ValidatingAdmissionPolicy|violates PodSecurity/,
    advice: "A policy of the cluster refuses the manifests: mend them as it says.",
  },
  {
    pattern: /namespaces? "[^"]*" not found|context .* does not exist|no context exists/,
    advice: "Correct namespace: or context: under options:, or create what is missing; it is not created for you.",
  },
]

/** kubectl tells a reason, not a number; a page tells one. */
function statusIn(text: string): string {
  const [, ofPage] = /an error on the server \("\s*(\d{3}) /.exec(text) ?? []
  const [, reason] = /\((\w+)\)/.exec(text) ?? []
  return ofPage ?? { ServiceUnavailable: "503", Timeout: "504" }[reason ?? ""] ?? "500"
}

/** Who holds which fields, without the paragraphs that kubectl adds. */
function conflicts(stderr: string): string {
  const held = new Map<string, string[]>()
  let manager = "somebody else"
  for (const line of stderr.split("\n")) {
    const one = /conflicts? with "([^"]+)"(?:[^:]*): ?(\.\S*)?/.exec(line)
    if (one) manager = one[1]!
    const field = one ? one[2] : /^- (\..+)$/.exec(line)?.[1]
    if (one && !held.has(manager)) held.set(manager, [])
    if (field) held.set(manager, [...(held.get(manager) ?? []), field])
  }
  const told = [...held].map(([who, fields]) => `${who} manages ${fields.join(", ") || "fields"}`)
  return `conflict: ${told.join("; ") || lastLines(stderr, 6)}`
}
