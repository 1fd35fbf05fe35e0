/** Owns the Railway target. */
import { migrateHere } from "../migrate-here.js"
import type { Target } from "../target.js"
import { deploy } from "./deploy.js"
import { current, history, wayBack } from "./history.js"
import { check, url } from "./look.js"
import { logs } from "./logs.js"
import { railwayDeclaration } from "./options.js"
import { rollback, takeDown } from "./rollback.js"

export const railway: Target = {
  ...railwayDeclaration,
  migrate: migrateHere,
  deploy,
  current,
  history,
  wayBack,
  rollback,
  takeDown,
  url,
  logs,
  check,
}
