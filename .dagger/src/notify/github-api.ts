/** Owns one request to GitHub's REST API: authorised, and its answer read by a schema. */
import type { z } from "zod"
import type { Asked } from "../exec/http.js"
import { inTrouble, refused, type Trouble } from "../exec/http.js"
import type { NotifyContext } from "./notifier.js"

export type GithubContext = NotifyContext<"github">

export interface Read<T> {
  value: T
  headers: Headers
}

interface Request {
  method: Asked["method"]
  /** Below the repository. */
  path: string
  body?: object
  /** 202 is no success here: of a deployment it means that GitHub merged something. */
  expected: number
}

export async function github<T>(
  context: GithubContext,
  { method, path, body, expected }: Request,
  schema: z.ZodType<T>,
): Promise<Read<T> | Trouble> {
  const { settings, secret, call } = context
  if (method !== "GET") await context.pause()
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${secret}`,
    "x-github-api-version": "2022-11-28",
    ...(body ? { "content-type": "application/json" } : {}),
  }
  const url = `${settings.endpoint.replace(/\/$/, "")}/repos/${settings.repository}${path}`
  const answer = await call(
    { method, url, headers, ...(body ? { body: JSON.stringify(body) } : {}) },
    (status) => status === expected,
  )
  if (inTrouble(answer))
    return { ...answer, reason: `${method} ${path.split("?")[0] || "the repository"}: ${answer.reason}` }
  const parsed = schema.safeParse(parse(answer.text))
  return parsed.success
    ? { value: parsed.data, headers: answer.headers }
    : refused(`${method} ${path.split("?")[0]}: status ${answer.status} with an unreadable answer`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
