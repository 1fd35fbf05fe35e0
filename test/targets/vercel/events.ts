/** Owns the log of a deployment as Vercel's client wants it: lines in both of their shapes, and an event without any. */
import type { Kept } from "./shapes.js"

/** The newest first, as asked. */
export function eventsOf({ id: deploymentId, createdAt, dockerfile }: Kept): object[] {
  const facts = (second: number) => ({
    date: createdAt + second * 1000,
    deploymentId,
    id: `event-${second}`,
    serial: String(second),
  })
  const info = { name: "bld_1", type: "build" }
  return [
    { created: createdAt + 3000, type: "deployment-state", payload: { ...facts(3), info } },
    { created: createdAt + 2000, type: "stdout", payload: { ...facts(2), info, text: "pushed the layers\n" } },
    { created: createdAt + 1000, type: "command", ...facts(1), info, text: `read ${dockerfile}` },
  ]
}
