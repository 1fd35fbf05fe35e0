/** Owns what the app wrote on Render since a deploy was begun. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Logged } from "../target.js"
import { renderApi } from "./api.js"
import { digestOf } from "./judge.js"

export async function logs(context: Context, environment: EnvironmentName, of: Logged): Promise<string> {
  const api = renderApi(context, environment)
  const [service, deploys] = await Promise.all([api.service(), api.deploys()])
  const own = deploys.find((one) => (of.id === undefined ? digestOf(one) === of.image.digest : one.id === of.id))
  if (!own) return ""
  const lines = await api.log(service.ownerId, own.createdAt)
  return lines
    .toSorted((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp))
    .map(({ timestamp, message }) => `${timestamp} ${message}`)
    .join("\n")
}
