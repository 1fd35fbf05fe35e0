/** Owns one request to the REST API of a GitHub repository: authorised, and its answer read by a schema. */
import type { z } from "zod"
import type { Answer, Call } from "./call.js"
import { type Asked, inTrouble, refused, type Trouble } from "./http.js"

export interface Github {
  settings: { endpoint: string; repository: string }
  /** The token's plaintext; for the header, and nothing else. */
  secret: string
  call: Call
  /** Waits before a change, where they must not follow each other closely. */
  pause?: () => Promise<void>
}

export interface Read<T> {
  value: T
  headers: Headers
}

export interface GithubRequest {
  method: Asked["method"]
  /** Below the repository. */
  path: string
  body?: object
  /** What `accept` asks for; without it JSON. */
  media?: string
}

/** 202 is no success here, where it is not expected: of a deployment it means that GitHub merged something. */
export async function github<T>(
  context: Github,
  request: GithubRequest & { expected: number },
  schema: z.ZodType<T>,
): Promise<Read<T> | Trouble> {
  const { expected, ...asked } = request
  const answer = await askGithub(context, asked, [expected])
  if (inTrouble(answer)) return answer
  const parsed = schema.safeParse(parse(answer.text))
  return parsed.success
    ? { value: parsed.data, headers: answer.headers }
    : refused(`${nameOf(request)}: status ${answer.status} with an unreadable answer`)
}

/** The answer as it came, for whoever has to tell several statuses apart. */
export async function askGithub(
  { settings, secret, call, pause }: Github,
  request: GithubRequest,
  expected: readonly number[],
): Promise<Answer | Trouble> {
  const { method, path, body, media = "application/vnd.github+json" } = request
  if (method !== "GET") await pause?.()
  const headers = {
    accept: media,
    authorization: `Bearer ${secret}`,
    "x-github-api-version": "2022-11-28",
    ...(body ? { "content-type": "application/json" } : {}),
  }
  const url = `${settings.endpoint.replace(/\/$/, "")}/repos/${settings.repository}${path}`
  const answer = await call({ method, url, headers, ...(body ? { body: JSON.stringify(body) } : {}) }, (status) =>
    expected.includes(status),
  )
  return inTrouble(answer) ? { ...answer, reason: `${nameOf(request)}: ${answer.reason}` } : answer
}

function nameOf({ method, path }: GithubRequest): string {
  return `${method} ${path.split("?")[0] || "the repository"}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
