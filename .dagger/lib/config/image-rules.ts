/** Owns the rules over image:. Pure. */
import type { Rule } from "./rules.js"

/** The registry inside the engine is nobody else's to verify. */
const whatIsSignedIsPushed: Rule = ({ image }) =>
  image?.sign !== undefined && image.repository === undefined
    ? [{ path: ["image", "sign"], message: "signs what is pushed to a registry: declare image.repository" }]
    : []

export const imageRules: Rule[] = [whatIsSignedIsPushed]
