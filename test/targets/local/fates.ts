/** Owns what becomes of a container in the engine in memory, as the conformance suite names it. */
import type { Fate } from "../conformance/subject.js"
import { release } from "../conformance/stage.js"
import { type FakeEngine, PLACE, type Starting } from "./engine.js"

export function becoming(fate: Fate, engine: FakeEngine): Starting {
  return (container) => {
    const now = engine.clock.now()
    switch (fate) {
      case "live":
        return undefined
      case "slow":
        Object.assign(container, { opens: now + 40_000, well: now + 80_000 })
        return undefined
      case "stuck":
        container.well = Infinity
        return undefined
      case "failed":
        return 'process "uvicorn" did not complete successfully: exit code: 1'
      case "superseded": {
        const theirs = { ...container.deployment, ...release(9, "theirs") }
        for (const type of ["accepted", "live"]) engine.append(PLACE, JSON.stringify({ type, deployment: theirs }))
        return undefined
      }
      default:
        throw new Error(`an engine has no ${fate}`)
    }
  }
}
