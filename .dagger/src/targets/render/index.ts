/** Owns the Render target. */
import { migrateHere } from "../migrate-here.js"
import type { Target } from "../target.js"
import { renderDeclaration } from "./options.js"

const soon = () => Promise.reject(new Error("not there yet"))

export const render: Target = {
  ...renderDeclaration,
  migrate: migrateHere,
  deploy: soon,
  current: soon,
  history: soon,
  wayBack: soon,
  rollback: soon,
  takeDown: soon,
  url: soon,
  check: soon,
}
