/** Owns the second question: does the platform say that it can go back? Its word is kept for the decision. */
import type { Context } from "../pipeline/context.js"
import type { Deployment } from "../targets/target.js"
import { type Answer, no, notAsked, yes } from "./answer.js"

export async function platform(context: Context, previous: Deployment | undefined): Promise<Answer> {
  const { handed } = context
  // Whatever the platform fails to answer is not an ability.
  handed.wayBack = { able: false, reason: "the platform could not be asked" }
  handed.wayBack = await context.target("production").wayBack(context, "production", previous)
  const { able, reason } = handed.wayBack
  if (!previous) return notAsked("first release")
  return able ? yes(reason) : no(`the platform cannot go back: ${reason}`)
}
