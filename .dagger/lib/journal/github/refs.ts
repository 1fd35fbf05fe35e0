/**
 * Owns git refs of a GitHub repository as places to keep things: a ref names the newest of a chain of commits, each with
 * one file. Moving a ref is the one change that GitHub makes or refuses as a whole: it goes on only from where one thinks
 * that it is. Every call may be sent again: a commit that no ref names is nobody's, a ref that is there already stays.
 */
import { z } from "zod"
import { failure } from "../../errors.js"
import { attempts } from "../../exec/attempts.js"
import { type Answer, caller } from "../../exec/call.js"
import { askGithub, type GithubRequest } from "../../exec/github-api.js"
import { inTrouble, lost, type Trouble } from "../../exec/http.js"
import type { Clock } from "../../exec/poll.js"
import { redact } from "../../exec/redact.js"
import { flagOf, type Hidden, reveal } from "../../exec/secret.js"

/** One try, its whole answer included; and all of them: an outage of two minutes is waited out. */
const CALL_MS = 15_000
const OPERATION_MS = 180_000
const TRIES = 8
const ONCE = 1
const FILE = "content"
const RAW = "application/vnd.github.raw+json"

export interface Connection {
  endpoint: string
  repository: string
  token: Hidden | undefined
  fetch: typeof fetch
  clock: Clock
  random?: () => number
  callMs?: number
}

export interface About {
  message: string
  /** How long ago it was made, by GitHub's own clock; nothing when it does not tell the time. */
  ageSeconds: number | undefined
}

export interface Refs {
  /** The commit that a ref names; nothing when there is no such ref. It may be what the ref named a moment ago. */
  head(ref: string): Promise<string | undefined>
  about(commit: string): Promise<About>
  content(commit: string): Promise<string>
  tree(content: string): Promise<string>
  commit(message: string, tree: string, parent: string | undefined): Promise<string>
  /**
   * What the ref names then: `to`, unless somebody has moved it away from where it was thought to be. `from` nothing: it is
   * made. Where it throws, the ref may have gone there all the same.
   */
  move(ref: string, from: string | undefined, to: string): Promise<string | undefined>
  remove(ref: string): Promise<void>
  /** Changes nothing that anybody sees, and fails where nothing could be changed. */
  prove(): Promise<void>
}

const Sha = z.object({ sha: z.string() })
const Ref = z.object({ object: Sha })
const Commit = z.object({ message: z.string(), committer: z.object({ date: z.iso.datetime({ offset: true }) }) })

export function gitRefs(connection: Connection): Refs {
  const ask = asking(connection)
  const read = async <T>(request: GithubRequest, expected: number, schema: z.ZodType<T>) =>
    ask(request, [expected], (answer) => parsed(answer, schema))
  const head = (ref: string, tries = TRIES) =>
    ask(
      { method: "GET", path: `/git/ref/${below(ref)}` },
      [200, 404],
      (answer) => (answer.status === 404 ? undefined : parsed(answer, Ref).object.sha),
      tries,
    )
  return {
    head,
    about: (commit) =>
      ask({ method: "GET", path: `/git/commits/${commit}` }, [200], (answer) =>
        aboutOf(parsed(answer, Commit), answer),
      ),
    content: (commit) =>
      ask({ method: "GET", path: `/contents/${FILE}?ref=${commit}`, media: RAW }, [200], ({ text }) => text),
    async tree(content) {
      const tree = [{ path: FILE, mode: "100644", type: "blob", content }]
      return (await read({ method: "POST", path: "/git/trees", body: { tree } }, 201, Sha)).sha
    },
    async commit(message, tree, parent) {
      const body = { message, tree, parents: parent === undefined ? [] : [parent] }
      return (await read({ method: "POST", path: "/git/commits", body }, 201, Sha)).sha
    },
    async move(ref, from, to) {
      const answered = (answer: Answer) => moved(answer, from, to, () => head(ref))
      const made = ask(requestOf(ref, from, to), [200, 201, 422], answered)
      return (await made.catch((error: unknown) => heardLater(error, to, () => head(ref, ONCE)))).at
    },
    remove: (ref) => ask({ method: "DELETE", path: `/git/refs/${below(ref)}` }, [204, 404, 422], () => undefined),
    async prove() {
      const body = { content: "shipway", encoding: "utf-8" }
      await read({ method: "POST", path: "/git/blobs", body }, 201, Sha)
    },
  }
}

function requestOf(ref: string, from: string | undefined, to: string): GithubRequest {
  return from === undefined
    ? { method: "POST", path: "/git/refs", body: { ref, sha: to } }
    : { method: "PATCH", path: `/git/refs/${below(ref)}`, body: { sha: to, force: false } }
}

/**
 * GitHub refuses with 422 when the ref is elsewhere or there already, but also while it does not see the new commit yet.
 * What the ref names tells them apart; that may be old as well, and then it is asked again.
 */
async function moved(
  answer: Answer,
  from: string | undefined,
  to: string,
  head: () => Promise<string | undefined>,
): Promise<{ at: string | undefined } | Trouble> {
  if (answer.status !== 422) {
    if (parsed(answer, Ref).object.sha === to) return { at: to }
    return lost("it names another commit than it was moved to")
  }
  const at = await head()
  return at === from ? { trouble: "later", reason: `status 422: ${answer.text.trim().slice(0, 200)}` } : { at }
}

/** Its word was lost again and again, which need not be so of a read. */
async function heardLater(
  error: unknown,
  to: string,
  head: () => Promise<string | undefined>,
): Promise<{ at: string }> {
  const at = await head().catch(() => undefined)
  if (at !== to) throw error
  return { at }
}

/** Never by this machine's clock: a wrong one would take a living attempt for dead. */
function aboutOf({ message, committer }: z.infer<typeof Commit>, { headers }: Answer): About {
  const ageMs = Date.parse(headers.get("date") ?? "") - Date.parse(committer.date)
  return { message, ageSeconds: Number.isNaN(ageMs) ? undefined : Math.max(0, Math.round(ageMs / 1000)) }
}

/** An answer that cannot be read may be a proxy's: nobody knows what became of the request. */
class Unreadable extends Error {}

function parsed<T>(answer: Answer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(answer.text))
  } catch {
    throw new Unreadable(`status ${answer.status} with an unreadable answer`)
  }
}

type Judge<T> = (answer: Answer) => T | Trouble | Promise<T | Trouble>

function asking({ endpoint, repository, token, fetch, clock, random = Math.random, callMs = CALL_MS }: Connection) {
  const settings = { endpoint, repository }
  return async <T>(request: GithubRequest, expected: readonly number[], judge: Judge<T>, tries = TRIES): Promise<T> => {
    const secret = await revealed(token, settings)
    const deadline = clock.now() + OPERATION_MS
    const call = caller({ fetch, now: () => clock.now(), limitMs: () => callMs, secret })
    const once = async (): Promise<{ value: T } | Trouble> => {
      const answer = await askGithub({ settings, secret, call }, request, expected)
      if (inTrouble(answer)) return answer
      try {
        const value = await judge(answer)
        return isTrouble(value) ? value : { value }
      } catch (error) {
        if (error instanceof Unreadable) return lost(error.message)
        throw error
      }
    }
    const { answer } = await attempts({ once, isTrouble, repeatable: true, clock, random, deadline, tries })
    if (!isTrouble(answer)) return answer.value
    throw failure("JOURNAL_REMOTE", { repository, reason: redact(answer.reason, [secret]) })
  }
}

function isTrouble(answer: unknown): answer is Trouble {
  return typeof answer === "object" && answer !== null && inTrouble(answer)
}

async function revealed(token: Hidden | undefined, { repository }: { repository: string }): Promise<string> {
  const flag = flagOf("githubToken")
  if (!token) throw failure("CREDENTIAL_MISSING", { flag: flag.slice(2), needs: `the journal in ${repository}` })
  return reveal(token, flag, CALL_MS).catch((error: Error) => {
    throw failure("JOURNAL_REMOTE", { repository, reason: error.message })
  })
}

/** As the API wants it: without `refs/`. */
function below(ref: string): string {
  return ref
    .replace(/^refs\//, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/")
}
