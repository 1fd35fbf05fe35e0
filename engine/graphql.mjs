// Asks the Dagger session that `dagger run` opened. A chain is a list of [field, arguments]; its last field is the answer.
import { request } from "node:http"

/** @param {Array<[string, object?]>} chain */
export async function ask(chain) {
  let answer = await post(
    `{${chain.map(([field, args]) => field + literal(args)).join("{")}${"}".repeat(chain.length)}`,
  )
  for (const [field] of chain) answer = answer[field]
  return answer
}

function literal(args = {}) {
  const pairs = Object.entries(args).map(([name, value]) => `${name}:${JSON.stringify(value)}`)
  return pairs.length > 0 ? `(${pairs.join(",")})` : ""
}

/** `fetch` gives up on an answer after five minutes; building k6 may take longer. */
function post(query) {
  const { DAGGER_SESSION_PORT: port, DAGGER_SESSION_TOKEN: token } = process.env
  return new Promise((resolve, reject) => {
    const call = request({
      host: "127.0.0.1",
      port,
      path: "/query",
      method: "POST",
      auth: `${token}:`,
      headers: { "Content-Type": "application/json" },
    })
    call.on("error", reject)
    call.on("response", async (response) => {
      const chunks = await response.toArray()
      const { data, errors } = JSON.parse(Buffer.concat(chunks).toString("utf8"))
      if (errors?.length)
        reject(
          new Error(
            errors
              .map(({ message, extensions }) => [message, extensions?.stderr].filter(Boolean).join("\n"))
              .join("\n"),
          ),
        )
      else resolve(data)
    })
    call.end(JSON.stringify({ query }))
  })
}
