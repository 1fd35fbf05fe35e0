/** Owns reading kubectl's command line as kubectl does: verbs, and the flags that each of them has. Anything else is an error. */
import type { Said } from "../../../.dagger/lib/targets/kubernetes/connect.js"

export interface Line {
  verb: string
  /** What follows the verb and is no flag. */
  words: string[]
  flags: Record<string, string>
}

const ALWAYS = ["namespace", "request-timeout", "context"]
const SERVER_SIDE = ["server-side", "field-manager", "force-conflicts", "filename"]

/** Only flags of which the target needs to know what they do; kubectl has more. */
const FLAGS: Record<string, readonly string[]> = {
  get: ["ignore-not-found", "show-managed-fields", "output", "selector"],
  diff: SERVER_SIDE,
  apply: [...SERVER_SIDE, "dry-run"],
  create: ["filename"],
  label: ["overwrite"],
  patch: ["type", "patch", "field-manager"],
  "rollout undo": ["to-revision"],
  delete: ["ignore-not-found", "cascade", "wait", "timeout"],
  logs: ["container", "tail", "previous", "timestamps"],
  "auth can-i": [],
  version: ["output"],
}

const OF_TWO_WORDS = ["rollout", "auth"]

export function lineOf(argv: readonly string[]): Line | Said {
  const plain = argv.filter((word) => !word.startsWith("-"))
  const verb = plain.slice(0, OF_TWO_WORDS.includes(plain[0]!) ? 2 : 1).join(" ")
  const known = FLAGS[verb]
  if (!known) return refused(`error: unknown command "${verb}" for "kubectl"`)
  const flags = Object.fromEntries(
    argv
      .filter((word) => word.startsWith("-"))
      .map((word) => {
        const [, name = word, value = "true"] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? []
        return [name, value]
      }),
  )
  const unknown = Object.keys(flags).find((name) => !known.includes(name) && !ALWAYS.includes(name))
  if (unknown) return refused(`error: unknown flag: --${unknown}\nSee 'kubectl ${verb} --help' for usage.`)
  return { verb, words: plain.slice(verb.split(" ").length), flags }
}

/** Whether it leaves the cluster as it was. */
export function isRead({ verb, flags }: Line): boolean {
  return ["get", "diff", "logs", "auth can-i", "version"].includes(verb) || flags["dry-run"] === "server"
}

export function well(stdout = ""): Said {
  return { exitCode: 0, stdout: stdout && `${stdout}\n`, stderr: "" }
}

export function refused(stderr: string, exitCode = 1): Said {
  return { exitCode, stdout: "", stderr: `${stderr}\n` }
}

export function notFound(resource: string, name: string): Said {
  return refused(`Error from server (NotFound): ${resource} "${name}" not found`)
}
