// A session of the Dagger command line, asked over GraphQL. A chain is a list of [field, arguments]; its last field is the answer.
import { spawn } from "node:child_process"
import { openSync } from "node:fs"
import { request } from "node:http"
import { createInterface } from "node:readline"

/** Opens a session; its progress goes to `log`. */
export async function openSession({ dagger, runnerHost, log }) {
  const env = {
    ...process.env,
    _EXPERIMENTAL_DAGGER_RUNNER_HOST: runnerHost,
    DAGGER_NO_NAG: "1",
    DO_NOT_TRACK: "1",
    NO_COLOR: "1",
  }
  const child = spawn(dagger, ["--progress=plain", "session"], {
    cwd: "/",
    env,
    stdio: ["pipe", "pipe", openSync(log, "w")],
  })
  const ended = new Promise((resolve) => child.on("exit", resolve))
  const { port, session_token: token } = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)))
    child.on("error", reject).on("exit", (code) => reject(new Error(`dagger session ended with ${code}`)))
  })
  return {
    ask: (chain) => ask({ port, token }, chain),
    close: () => {
      child.stdin.end()
      return ended
    },
  }
}

async function ask(address, chain) {
  let answer = await post(
    address,
    `{${chain.map(([field, args]) => field + literal(args)).join("{")}${"}".repeat(chain.length)}`,
  )
  for (const [field] of chain) answer = answer[field]
  return answer
}

/** A symbol is an enum's member, everything else is as in JSON. */
function literal(args = {}) {
  const text = (value) => (typeof value === "symbol" ? value.description : JSON.stringify(value))
  const pairs = Object.entries(args).map(([name, value]) => `${name}:${text(value)}`)
  return pairs.length > 0 ? `(${pairs.join(",")})` : ""
}

/** `fetch` gives up on an answer after five minutes; building k6 may take longer. */
function post({ port, token }, query) {
  return new Promise((resolve, reject) => {
    const call = request({
      host: "127.0.0.1",
      port,
      path: "/query",
      method: "POST",
      auth: `${token}:`,
      headers: { "Content-Type": "application/json" },
    })
    call.on("error", reject).on("response", (response) => read(response).then(resolve, reject))
    call.end(JSON.stringify({ query }))
  })
}

async function read(response) {
  const text = Buffer.concat(await response.toArray()).toString("utf8")
  if (!text.startsWith("{")) throw new Error(`the session answered ${response.statusCode}: ${text}`)
  const { data, errors } = JSON.parse(text)
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join("; "))
  return data
}
