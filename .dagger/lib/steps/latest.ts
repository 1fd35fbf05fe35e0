/** Owns the tag `latest`: it moves to what has shipped, after that was seen, and away from what was taken back. */
import { failure } from "../errors.js"
import type { Repository } from "../exec/registry.js"
import { digestUnder, putTag } from "../exec/registry-tag.js"
import { StepStatus } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { placeOf } from "../targets/repository.js"
import type { Image } from "../targets/target.js"

export const LATEST = "latest"

/** After a release it is the released image's; after a rollback by hand, the earlier one's if it was at the bad one. */
export async function latest(context: Context): Promise<Outcome> {
  const image = handedOn(context.handed.image, "the published image")
  const { decision, previous } = context.handed
  if (decision?.rule !== "by-hand") return moved(context, image)
  return takenBack(context, image, handedOn(previous ?? undefined, "the release before").image)
}

async function moved(context: Context, image: Image): Promise<Outcome> {
  const before = await asking(context, image, async (place) => {
    const at = await digestUnder(place, LATEST)
    if (at !== image.digest) await putTag(place, image.digest, LATEST)
    return at
  })
  const was = before === undefined ? "was not there" : before === image.digest ? "was there already" : `was ${before}`
  return { status: StepStatus.Passed, summary: `${image.repository}:${LATEST} is ${image.digest}; it ${was}` }
}

async function takenBack(context: Context, bad: Image, image: Image): Promise<Outcome> {
  const at = await asking(context, bad, (place) => digestUnder(place, LATEST))
  const summary = `${bad.repository}:${LATEST} is left at ${at ?? "nothing"}`
  if (at !== bad.digest || at === image.digest) return { status: StepStatus.Skipped, summary }
  if (image.repository === bad.repository) return moved(context, image)
  return { status: StepStatus.Failed, summary: `${summary}, for ${image.digest} is of another repository` }
}

async function asking<T>(context: Context, { repository }: Image, work: (place: Repository) => Promise<T>): Promise<T> {
  const place = await placeOf(context, repository)
  return work(place).catch((error: Error) => {
    throw failure("TAG_NOT_MOVED", { reference: `${repository}:${LATEST}`, reason: error.message })
  })
}
