/** Shows what becomes of each answer of a platform: what is asked again, and what a person is told. */
import type { Secret } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { type Operation, platformApi, type PlatformError } from "../../.dagger/lib/targets/platform-api.js"
import { sleepingClock } from "./fake-platform.js"

const TOKEN = "canary-0f3a9c"
const GET = { what: "read the thing", method: "GET", path: "/thing" } as const
const POST = { what: "make the thing", method: "POST", path: "/things", body: { name: "it" } } as const
const Thing = z.object({ id: z.string() })

type Answer = Response | Error | (() => Response)

/** The answers in their order; the last one for ever. */
async function ask(operation: Omit<Operation<unknown>, "read">, answers: Answer[], token = `${TOKEN}\n`) {
  const clock = sleepingClock()
  const begun = clock.now()
  const asked: { url: string; init: RequestInit }[] = []
  const fetch = (url: string, init: RequestInit) => {
    asked.push({ url, init })
    const answer = answers[Math.min(asked.length, answers.length) - 1]!
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve(answer instanceof Response ? answer.clone() : answer())
  }
  const secret = { plaintext: () => Promise.resolve(token) } as unknown as Secret
  const context = {
    clock,
    fetch,
    config: { environments: { production: {} } },
    secrets: { tokens: { renderToken: secret } },
    target: () => ({ name: "render", credential: { flag: "renderToken", what: "an API key" } }),
  } as unknown as Context
  const vendor = {
    platform: "Acme",
    endpoint: "https://api.acme.example/v1/",
    authorize: (token: string) => ({ authorization: `Bearer ${token}` }),
    requestIds: ["acme-id", "cf-ray"],
    advice: { 409: "Wait for the other one." },
  }
  const api = platformApi(context, "production", vendor)
  const read = (body: unknown) => Thing.parse(body)
  const result = await api.ask({ ...operation, read }).catch((error: PlatformError) => error)
  const error = result instanceof Error ? result : undefined
  return { result, error, message: error?.message ?? "", asked, waited: clock.now() - begun }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })
const good = json(200, { id: "1" })
const network = (code: string) => Object.assign(new TypeError("fetch failed"), { cause: { code } })

describe("asks again", () => {
  it.each<[string, Omit<Operation<unknown>, "read">, Answer, number]>([
    ["a read after 500", GET, json(500, {}), 2],
    ["a read after 502", GET, json(502, {}), 2],
    ["a read after a connection that broke", GET, network("ECONNRESET"), 2],
    ["a read after a page in place of JSON", GET, new Response("<html>log in</html>"), 2],
    ["a read never after 404", GET, json(404, {}), 1],
    ["a read never after an answer that is not as documented", GET, json(200, { name: 1 }), 1],
    ["a change after 429", POST, json(429, {}), 2],
    ["a change that was never sent", POST, network("ECONNREFUSED"), 2],
    ["a change never after 500", POST, json(500, {}), 1],
    ["a change never after 503", POST, json(503, {}), 1],
    ["a change never after 504", POST, json(504, {}), 1],
    ["a change never after a connection that broke", POST, network("ECONNRESET"), 1],
    ["a change never after a page in place of JSON", POST, new Response("<html>log in</html>"), 1],
    ["a change never after a redirect", POST, new Response("", { status: 302 }), 1],
    ["a change after 500 where twice is the same as once", { ...POST, repeatable: true }, json(500, {}), 2],
  ])("%s", async (_, operation, first, times) => {
    const { asked, result } = await ask(operation, [first, good])

    expect(asked).toHaveLength(times)
    expect(result instanceof Error).toBe(times === 1)
  })

  it("four times at most", async () => {
    expect((await ask(GET, [json(500, {})])).asked).toHaveLength(4)
  })
})

describe("Retry-After", () => {
  it.each([
    ["seconds", "17", 17_000],
    ["a date", "Tue, 24 Nov 2026 10:00:17 GMT", 17_000],
    ["no sense", "soon", 0],
  ])("as %s is honoured", async (_, value, least) => {
    const { waited } = await ask(GET, [json(429, {}, { "retry-after": value }), good])

    expect(waited).toBeGreaterThanOrEqual(least)
    expect(waited).toBeLessThan(least + 3000)
  })

  it("of more than three minutes is told instead", async () => {
    const { message, waited } = await ask(GET, [json(429, {}, { "retry-after": "600" })])

    expect(waited).toBe(0)
    expect(message).toMatch(/the next try, in \d+ s, would be too late/)
    expect(message).toContain("Hint: Acme limits how often it may be asked")
  })
})

describe("what an answer quotes", () => {
  it("is hidden also where the words are cut within it", async () => {
    const secret = "s3cret-of-the-database"
    const { message } = await ask({ ...POST, secrets: [secret] }, [
      json(400, { message: `${"x".repeat(175)} ${secret}` }),
    ])

    expect(message).toContain("xxx ***")
    expect(message).not.toContain("s3cret")
  })

  it("is not told of half an answer, which may hold anybody's secrets", async () => {
    const { message } = await ask(GET, [new Response('[{"key": "OTHER_TOKEN", "value": "theirs"')])

    expect(message).toContain("status 200, but the answer is not JSON")
    expect(message).not.toContain("theirs")
  })
})

describe("an error", () => {
  it("names platform, operation, status, request and what to do", async () => {
    const { message, error } = await ask(POST, [json(403, { message: "no write access" }, { "acme-id": "r-77" })])

    expect(message).toBe(
      [
        '[PLATFORM_CALL] Acme did not make the thing: status 403: {"message":"no write access"} (request r-77)',
        "Hint: The credential may not do this: give it the permission, or pass another one.",
      ].join("\n"),
    )
    expect(error).toMatchObject({ trouble: "refused", status: 403 })
  })

  it.each<[string, Answer, RegExp]>([
    ["the vendor's own advice", json(409, {}), /status 409.*\nHint: Wait for the other one\.$/],
    ["the other header with an id", json(400, {}, { "cf-ray": "8f-FRA" }), /\(request 8f-FRA\)/],
    ["no request where there is none", json(400, {}), /status 400: \{\}\nHint/],
    ["an empty answer", new Response(""), /not as documented: \(whole\): .*expected object/],
    ["the place in an answer", json(200, { id: 7 }), /not as documented: id: .*expected string/],
    [
      "only the words of a page",
      new Response("<html><style>x{}</style><h1>502</h1> oh no</html>", { status: 502 }),
      /status 502: 502 oh no/,
    ],
    ["that nothing came", network("ETIMEDOUT"), /no answer \(ETIMEDOUT\)/],
    [
      "that it could not connect",
      network("ENOTFOUND"),
      /no connection \(ENOTFOUND\).*\nHint: See whether Acme has an outage and can be reached from the engine/,
    ],
    [
      "a credential that is not valid",
      json(401, {}),
      /Hint: The credential is not valid \(any more\): make a new one on Acme's site/,
    ],
  ])("says %s", async (_, answer, words) => {
    expect((await ask(GET, [answer])).message).toMatch(words)
  })

  it.each<[string, Answer]>([
    ["a body", json(400, { echo: `Bearer ${TOKEN}`, bare: TOKEN, odd: encodeURIComponent(TOKEN) })],
    ["a request id", json(400, {}, { "acme-id": TOKEN })],
    ["an unreadable answer", new Response(`token ${TOKEN} <html>`)],
    ["a broken connection", network(TOKEN)],
  ])("never quotes the token out of %s", async (_, answer) => {
    const { message } = await ask(POST, [answer])

    expect(message).toContain("PLATFORM_CALL")
    expect(message).not.toContain(TOKEN)
  })

  it("of a token that is empty says so, and asks nothing", async () => {
    const { message, asked } = await ask(GET, [good], " \n")

    expect(message).toContain("[SECRET_UNREADABLE] production's credential for Acme: it is empty")
    expect(asked).toEqual([])
  })
})

it("sends what the vendor wants, with a deadline, and follows nobody elsewhere", async () => {
  const { asked, result } = await ask(POST, [good])

  expect(result).toEqual({ id: "1" })
  expect(asked[0]!.url).toBe("https://api.acme.example/v1/things")
  expect(asked[0]!.init).toMatchObject({ method: "POST", body: '{"name":"it"}', redirect: "manual" })
  expect(asked[0]!.init.headers).toMatchObject({
    authorization: `Bearer ${TOKEN}`,
    "content-type": "application/json",
  })
  expect(asked[0]!.init.signal).toBeInstanceOf(AbortSignal)
})
