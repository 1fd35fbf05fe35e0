/** Owns the error catalogue: one entry per code with what happened, why, and what to do next. Codes are permanent. */

interface Entry {
  message: string
  hint: string
}

/** Seconds, or `?` where whoever keeps the lock did not tell the time. */
export function lastHeard(age: string): string {
  return age === "?"
    ? "and when it was last heard of is not known (an answer without a Date)"
    : `last heard of ${age} s ago`
}

const catalogue = {
  CONFIG_MISSING: (a: { path: string }) => ({
    message: `no config file at ${a.path}`,
    hint: `Write a ${a.path} at the root of the source directory, or name another with --config. From another directory, pass --source=. after the function's name as well.`,
  }),
  CONFIG_EXISTS: (a: { path: string }) => ({
    message: `there is a ${a.path} already, and init writes over nobody's config`,
    hint: `Change it by hand (\`dagger call validate\` says what it means), or move it away first and call init again.`,
  }),
  CONFIG_INVALID: (a: { path: string; problems: string[] }) => ({
    message: `${a.path} has ${a.problems.length} problem${a.problems.length === 1 ? "" : "s"}:\n${a.problems.map((p) => `  ${p}`).join("\n")}`,
    hint: `Correct the lines above, then run: dagger call validate`,
  }),
  UNKNOWN_NAME: (a: { flag: string; value: string; known: string[]; suggestion: string | undefined }) => ({
    message: `--${a.flag} ${a.value}: there is no such name in the config${a.suggestion ? `; did you mean ${a.suggestion}?` : ""}`,
    hint: a.known.length > 0 ? `Known: ${a.known.join(", ")}.` : `The config declares none.`,
  }),
  INPUTS_MATCH_NOTHING: (a: { owner: string; patterns: string[] }) => ({
    message: `${a.owner} names inputs: that match no file: ${a.patterns.join(", ")}`,
    hint: `Correct the patterns (they are relative to directory:), or take them out; nothing to look at is not a pass.`,
  }),
  FAULT_WITHOUT_PLACE: (a: { fault: string }) => ({
    message: `--fault ${a.fault} needs a place`,
    hint: `Add --at staging or --at production.`,
  }),
  PLACE_WITHOUT_FAULT: (a: { at: string }) => ({
    message: `--at ${a.at} needs a fault to rehearse there`,
    hint: `Add --fault NAME; the names are the keys of faults: in the config.`,
  }),
  FORCE_WITHOUT_REASON: (a: { flag: string }) => ({
    message: `--${a.flag} needs a reason: it lets a release through that may have no way back`,
    hint: `Write why, in words that the report keeps: --${a.flag} "the schema was restored by hand".`,
  }),
  NOTHING_TO_DO: (a: { section: string }) => ({
    message: `the config declares nothing under ${a.section}:`,
    hint: `A gate over nothing is not a pass. Declare at least one entry under ${a.section}:.`,
  }),
  SETTING_MISSING: (a: { key: string; action: string }) => ({
    message: `${a.action} needs ${a.key}: in the config`,
    hint: `Declare ${a.key}: (its shape is in shipway.schema.json), then run: dagger call validate`,
  }),
  GATE_FAILED: (a: { gate: string; details: string }) => ({
    message: `${a.gate} did not pass\n${a.details}`,
    hint: `Mend what is named above.${a.gate === "build" ? "" : ` \`dagger call ${a.gate} report export --path report\` keeps the full output.`}`,
  }),
  FIX_FAILED: (a: { tool: string; details: string }) => ({
    message: `${a.tool} could not mend the source, and nothing was changed\n${a.details}`,
    hint: `Mend what is named above by hand, or leave the tool out with --only; then run fix again.`,
  }),
  SOURCE_MISMATCH: (a: { path: string; commit: string }) => ({
    message: `${a.path} of the source is not that of commit ${a.commit}, so the source is not what would be published`,
    hint: `Let --source and --git name the same repository; with -m from another directory pass both after the function's name: --source=. --git=.`,
  }),
  DIRTY_TREE: (a: { changed: number }) => ({
    message: `the git tree has ${a.changed} uncommitted change${a.changed === 1 ? "" : "s"}; an image tagged by commit would not be that commit`,
    hint: `Commit or stash, then publish again; to try the image out, use: dagger call rehearse assert`,
  }),
  CREDENTIAL_MISSING: (a: { flag: string; needs: string }) => ({
    message: `${a.needs} needs a credential`,
    hint: `Pass --${a.flag}=env://NAME_OF_YOUR_VARIABLE.`,
  }),
  SECRETS_MISSING: (a: { missing: { needs: string; pass: string }[] }) => ({
    message: `${a.missing.length} secret${a.missing.length === 1 ? " was" : "s were"} not passed:\n${a.missing.map(({ needs, pass }) => `  ${needs}: ${pass}`).join("\n")}`,
    hint: `Pass what is named above; nothing was changed. The value stays in your environment or file: a URI names it.`,
  }),
  SECRET_UNREADABLE: (a: { needs: string; reason: string }) => ({
    message: `${a.needs}: ${a.reason}`,
    hint: `See that the variable or file that the secret's URI names holds it on this machine; then call again.`,
  }),
  PLATFORM_CALL: (a: { platform: string; operation: string; reason: string; request: string; advice: string }) => ({
    message: `${a.platform} did not ${a.operation}: ${a.reason}${a.request ? ` (request ${a.request})` : ""}`,
    hint: a.advice,
  }),
  NOT_SERVING: (a: { platform: string; what: string; state: string; reason: string; advice: string }) => ({
    message: `${a.platform}: ${a.what} ${a.state}: ${a.reason}`,
    hint: a.advice,
  }),
  ATTACH_FAILED: (a: { what: string; reason: string }) => ({
    message: `could not ${a.what}: ${a.reason}`,
    hint: `Nothing was deployed. Mend what it names and publish again; the registry must take OCI artefacts, and image.sbom: none does without the list.`,
  }),
  MANIFESTS_INVALID: (a: { folder: string; problems: string[] }) => ({
    message: `the manifests in ${a.folder} cannot be released:\n${a.problems.map((problem) => `  ${problem}`).join("\n")}`,
    hint: `Correct them, or manifests:, deployment: and container: under the environment's options:; nothing was changed.`,
  }),
  DIGEST_MISMATCH: (a: { reference: string; pushed: string; read: string }) => ({
    message: `${a.reference}: pushed ${a.pushed}, but the registry answers with ${a.read}`,
    hint: `Something else moved the tag or the registry is inconsistent; nothing was deployed. Publish again, and deploy by digest only.`,
  }),
  IMAGE_UNREAD: (a: { reference: string; pushed: string; reason: string }) => ({
    message: `${a.reference}: pushed ${a.pushed}, but it cannot be read back: ${a.reason}`,
    hint: `Nothing was deployed. See what keeps the registry from answering, then publish again.`,
  }),
  RELEASE_UNREAD: (a: { reference: string; run: string; reason: string }) => ({
    message: `nobody can say whether ${a.reference}, which run ${a.run} shipped, is still there: ${a.reason}`,
    hint: `Nothing was deployed. See what keeps the registry from answering, then rehearse again.`,
  }),
  TAG_NOT_MOVED: (a: { reference: string; reason: string }) => ({
    message: `${a.reference} could not be read or moved: ${a.reason}`,
    hint: `What serves is not affected: it goes by digest. Let the registry's user push tags, then move it by hand; the next release moves it too.`,
  }),
  RUN_ID_INVALID: (a: { run: string }) => ({
    message: `--run ${a.run}: a run id is 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit`,
    hint: `Take what names the release in your CI, for example --run "$GITHUB_RUN_ID".`,
  }),
  RUN_MISMATCH: (a: { run: string; differences: string[] }) => ({
    message: `--run ${a.run} was begun with something else: ${a.differences.join("; ")}`,
    hint: `An id stands for one release. Take another --run, or check out what this one was begun with to take it up again.`,
  }),
  RUN_UNDER_WAY: (a: { run: string; reason: string }) => ({
    message: `another attempt of run ${a.run} is at work: ${a.reason}`,
    hint: `Wait for it to end, then call again: a finished run answers with its report.`,
  }),
  LOCK_HELD: (a: { lock: string; run: string; age: string }) => ({
    message: `${a.lock} is being released by run ${a.run}, ${lastHeard(a.age)}`,
    hint: `Wait for that run. When you know that it is dead, take up its --run again, or add --break-lock.`,
  }),
  LOCK_LOST: (a: { lock: string; run: string; age: string }) => ({
    message: `another attempt has taken ${a.lock} over (run ${a.run}), so this one changes nothing any more`,
    hint: `Look at the other attempt's report; its journal holds what this one did until now.`,
  }),
  STATE_BROKEN: (a: { command: string; stderr: string }) => ({
    message: `the state volume could not be used (${a.command}): ${a.stderr.trim() || "no message"}`,
    hint: `Nothing was changed after this. Check the engine's disk; \`dagger core engine local-cache\` shows its volumes.`,
  }),
  JOURNAL_REMOTE: (a: { repository: string; reason: string }) => ({
    message: `the journal in ${a.repository} could not be read or written: ${a.reason}`,
    hint: `Nothing was changed after this. The token needs contents: write on the repository; \`dagger call doctor\` tries it. Then call again with the same --run.`,
  }),
  JOURNAL_MOVED: (a: { run: string }) => ({
    message: `somebody else has written to the journal of run ${a.run} since it was read, so this attempt writes and changes nothing more`,
    hint: `See who else works on it; then call again with the same --run: it takes up what was done.`,
  }),
  JOURNAL_NOT_DURABLE: (a: { environments: string[] }) => ({
    message: `the journal would live in a cache volume of the engine, which a prune or a new engine loses, and ${a.environments.join(" and ")} would outlive it`,
    hint: `Declare journal: github or journal: file; or journal: engine, if this engine is kept and every release goes through it (docs/journal.md).`,
  }),
  JOURNAL_FILE_MISSING: (a: { command: string }) => ({
    message: `the config declares journal: file, and no file was passed`,
    hint: `Use ${a.command}, which keeps it; or pass --journal=FILE before the function (an empty file the first time), and keep report/journal.jsonl for the next call.`,
  }),
  JOURNAL_UNREADABLE: (a: { where: string; reason: string }) => ({
    message: `${a.where} is no journal that can be relied on: ${a.reason}`,
    hint: `Nothing was changed. Pass the newest file of the last release (report/journal.jsonl); see docs/journal.md for what to do without one.`,
  }),
  DOCTOR_FOUND: (a: { count: number; report: string }) => ({
    message: `${a.count} thing${a.count === 1 ? "" : "s"} would stop a release:\n${a.report}`,
    hint: `Mend what is marked ✘, then run: dagger call doctor`,
  }),
  STEP_FAILED: (a: { step: string; details: string }) => ({
    message: `${a.step} did not pass\n${a.details}`,
    hint: `\`dagger call status --environment NAME\` says what serves now; the same --run takes this up again.`,
  }),
  NOT_A_DIGEST: (a: { digest: string }) => ({
    message: `${a.digest} is not a digest`,
    hint: `Write sha256: and 64 hexadecimal digits; \`dagger call history\` prints them.`,
  }),
  NOTHING_LIVE: (a: { environment: string }) => ({
    message: `${a.environment} serves no release, so there is nothing to look at`,
    hint: `Release to it first; \`dagger call history --environment ${a.environment}\` lists what was there.`,
  }),
  MIXED: (a: { environment: string; what: string }) => ({
    message: `${a.environment} serves different images at once: ${a.what}`,
    hint: `Somebody else is deploying, or a deployment broke off: wait, then release, \`deploy\` or \`rollback\`. Each replaces them all.`,
  }),
  NO_EARLIER_RELEASE: (a: { environment: string; digest: string | undefined; known: string[] }) => ({
    message: a.digest
      ? `${a.digest} was never live in ${a.environment}, or is live now`
      : `${a.environment} has no earlier release to go back to`,
    hint:
      a.known.length > 0
        ? `It can go back to: ${a.known.join(", ")}.`
        : `Its history holds no other release; release a mended one.`,
  }),
  NOT_A_REFERENCE: (a: { reference: string }) => ({
    message: `${a.reference} does not name one image for ever`,
    hint: `Write repository:tag@sha256:… as \`dagger call publish\` prints it; a tag alone may move.`,
  }),
  FROZEN: (a: { digest: string; environment: string; run: string; reason: string }) => ({
    message: `${a.digest} must not be deployed to ${a.environment} again: run ${a.run} rolled it back (${a.reason})`,
    hint: `Release another image; or, knowing why, deploy it all the same with --force "reason".`,
  }),
} as const satisfies Record<string, (args: never) => Entry>

export type ErrorCode = keyof typeof catalogue

/** Only an error's message crosses the Dagger boundary, so the code and the hint are part of it. */
export class ShipwayError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, entry: Entry) {
    super(`[${code}] ${entry.message}\nHint: ${entry.hint}`)
    this.code = code
  }
}

export function failure<C extends ErrorCode>(code: C, args: Parameters<(typeof catalogue)[C]>[0]): ShipwayError {
  const entry = catalogue[code] as (args: unknown) => Entry
  return new ShipwayError(code, entry(args))
}

/** What went wrong in words, whatever was thrown; an exec's own output tail when it has one. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { stderr, stdout, exitCode } = error as Error & { stderr?: string; stdout?: string; exitCode?: number }
  const message = withoutIds(error.message)
  const tail = lastLines(stderr || stdout || "", 20)
  const told = exitCode === undefined || message.includes(`exit code: ${exitCode}`)
  const code = told ? "" : ` (exit code ${exitCode})`
  return tail && !message.includes(tail) ? `${message}${code}\n${tail}` : `${message}${code}`
}

/** The engine quotes objects by ids of several kilobytes, which bury what it says. */
function withoutIds(message: string): string {
  return message.replace(/[A-Za-z0-9+/=_-]{160,}/g, "…")
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n")
}
