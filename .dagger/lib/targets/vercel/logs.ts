/** Owns what Vercel wrote while it made a deployment. */
import type { Logged } from "../target.js"
import { listDeployments, readEvents, readProject, type Vercel } from "./api.js"
import { isOf } from "./source.js"

export async function logs(vercel: Vercel, of: Logged): Promise<string> {
  const id = of.id ?? (await newestOf(vercel, of))
  if (id === undefined) return ""
  const events = await readEvents(vercel, id)
  return events
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }) => `${new Date(at).toISOString()} ${text}`)
    .join("\n")
}

async function newestOf(vercel: Vercel, of: Logged): Promise<string | undefined> {
  const listed = await listDeployments(vercel, await readProject(vercel))
  return listed.find((one) => isOf(one, of))?.id
}
