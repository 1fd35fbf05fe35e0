/** Shows what probes accept and refuse, against a server that really answers. */
import { describe, expect, it } from "vitest"
import type { NamedProbe } from "../../.dagger/lib/config/resolve.js"
import { Probe } from "../../.dagger/lib/config/schema.js"
import { runProbe } from "../../.dagger/lib/probes/probe.js"
import { answering } from "./answering.js"

const facts = { version: "1.2.3", sha: "abc", digest: "sha256:1" }

function probe(written: object): NamedProbe {
  return { ...Probe.parse(written), name: "sample" }
}

const run = (base: string, written: object) => runProbe(base, probe(written), facts, () => 0)

describe("an HTTP probe", () => {
  const answer = (status: number, body: string) =>
    answering({ http: (_, response) => void response.writeHead(status).end(body) })

  it("passes when status and JSON are as expected", async () => {
    const base = await answer(200, `{"version":"1.2.3","items":[{"name":"a b"}],"count":2,"open":true}`)
    const result = await run(base, {
      path: "/",
      json: { version: "{version}", "items.0.name": { matches: "^a.b$" }, count: 2, open: true },
    })

    expect(result).toMatchObject({ status: "passed", summary: "as expected" })
  })

  it.each([
    ["another status", 503, `{}`, {}, "/: status 503, expected 200: {} [critical]"],
    [
      "another version",
      200,
      `{"version":"1.2.2"}`,
      { json: { version: "{version}" } },
      `/: version is "1.2.2", expected "1.2.3" [critical]`,
    ],
    [
      "a missing value",
      200,
      `{}`,
      { json: { version: "{version}" } },
      `/: version is missing, expected "1.2.3" [critical]`,
    ],
    [
      "null where a pattern is expected",
      200,
      `{}`,
      { json: { version: { matches: "." } } },
      `/: version is missing, expected to match . [critical]`,
    ],
    ["a number as text", 200, `{"count":"2"}`, { json: { count: 2 } }, `/: count is "2", expected 2 [critical]`],
    ["HTML instead of JSON", 200, `<html>`, { json: { a: 1 } }, "/: the answer is not JSON: <html> [critical]"],
    ["a redirect, which is not followed", 302, "", {}, "/: status 302, expected 200:  [critical]"],
  ])("fails on %s", async (_, status, body, expected, summary) => {
    expect(await run(await answer(status, body), { path: "/", ...expected })).toMatchObject({
      status: "failed",
      summary,
    })
  })

  it("fails when the answer is not complete in time, also when it began", async () => {
    const base = await answering({ http: (_, response) => void response.writeHead(200).write("{") })

    expect((await run(base, { path: "/slow", maxSeconds: 0.2 })).summary).toBe(
      "/slow: no complete answer within 0.2 s [critical]",
    )
  })

  it("fails when nobody listens, and says why", async () => {
    const { status, summary } = await run("http://127.0.0.1:9", { path: "/", severity: "major" })

    expect([status, summary]).toEqual(["failed", expect.stringMatching(/^\/: fetch failed.*\[major\]$/)])
  })

  it("sends JSON and files as declared", async () => {
    const seen: string[] = []
    const base = await answering({
      http: (request, response, body) => {
        seen.push(
          `${request.method} ${request.headers["content-type"]?.split(";")[0]} ${String(request.headers["x-key"])} ${body.replace(/\r\n/g, " ")}`,
        )
        response.end("{}")
      },
    })
    await run(base, { path: "/chat", method: "POST", body: { message: "hi" }, headers: { "x-key": "k" } })
    await run(base, {
      path: "/upload",
      method: "POST",
      upload: { filename: "a.txt", contentType: "text/plain", content: "text" },
    })

    expect(seen[0]).toBe(`POST application/json k {"message":"hi"}`)
    expect(seen[1]).toMatch(
      /^POST multipart\/form-data .*name="file"; filename="a\.txt" Content-Type: text\/plain {2}text /,
    )
  })

  it("catches a stale instance behind a load balancer: the times must be consecutive", async () => {
    let asked = 0
    const base = await answering({
      http: (_, response) => void response.end(JSON.stringify({ version: ++asked === 2 ? "1.2.2" : "1.2.3" })),
    })

    const result = await run(base, { path: "/", json: { version: "{version}" }, times: 3 })

    expect(result).toMatchObject({
      status: "failed",
      summary: `/: version is "1.2.2", expected "1.2.3" (2 of 3) [critical]`,
    })
    expect(asked).toBe(2)
  })
})

describe("a WebSocket probe", () => {
  const written = { path: "/ws", websocket: { send: { message: "hi" } }, json: { type: "final" }, maxSeconds: 1 }

  it("passes on the message that fulfils it, after others", async () => {
    const base = await answering({
      socket: (peer, message) =>
        ["token", "final"].forEach((type) => peer.send(JSON.stringify({ type, echo: JSON.parse(message) as unknown }))),
    })

    expect(await run(base, { ...written, json: { type: "final", "echo.message": "hi" } })).toMatchObject({
      status: "passed",
    })
  })

  it.each<[string, Parameters<typeof answering>[0], RegExp]>([
    ["silence", { socket: () => {} }, /no message came within 1 s/],
    [
      "other messages only",
      { socket: (peer) => peer.send(`{"type":"token"}`) },
      /type is "token", expected "final" within 1 s/,
    ],
    ["text that is not JSON", { socket: (peer) => peer.send("hello") }, /the message is not JSON: hello within 1 s/],
    ["a close before the answer", { socket: (peer) => peer.close(1011) }, /closed with code 1011; no message came/],
    ["no WebSocket there", { http: (_, response) => void response.writeHead(404).end() }, /no WebSocket at \/ws/],
  ])("fails on %s", async (_, answers, summary) => {
    expect(await run(await answering(answers), written)).toMatchObject({
      status: "failed",
      summary: expect.stringMatching(summary) as string,
    })
  })
})
