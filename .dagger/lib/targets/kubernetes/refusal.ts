/** Owns what kubectl's words mean when it fails: what, why, and what to do about it. Pure. */
import { lastLines } from "../../errors.js"

export interface Refusal {
  reason: string
  advice: string
}

export function refusalOf(stderr: string, exitCode: number): Refusal {
  const text = lastLines(stderr.replaceAll(/^Warning: .*\n?/gm, ""), 12) || `exit code ${exitCode} without a word`
  const known = KINDS.find(({ pattern }) => pattern.test(stderr))
  return known ? { reason: known.reason?.(stderr) ?? text, advice: known.advice } : { reason: text, advice: OTHERWISE }
}

const OTHERWISE =
  "Mend what kubectl says, then take up the same --run; `dagger call doctor` asks what may be done there."

interface Kind {
  pattern: RegExp
  reason?: (stderr: string) => string
  advice: string
}

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
    pattern: /connection refused|no such host|i\/o timeout|Unable to connect|certificate|TLS handshake/i,
    advice:
      "The API server that the kubeconfig names cannot be reached from the engine: see its address, and the network between.",
  },
  {
    pattern: /admission webhook|ValidatingAdmissionPolicy|violates PodSecurity/,
    advice: "A policy of the cluster refuses the manifests: mend them as it says.",
  },
  {
    pattern: /namespaces? "[^"]*" not found|context .* does not exist|no context exists/,
    advice: "Correct namespace: or context: under options:, or create what is missing; it is not created for you.",
  },
]

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
