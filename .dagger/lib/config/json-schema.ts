/** Owns the JSON Schema of the config, for editors. Pure. */
import { z } from "zod"
import { Config } from "./schema.js"

export function schemaText(): string {
  return `${JSON.stringify({ title: "Shipway config", ...z.toJSONSchema(Config, { io: "input" }) }, null, 2)}\n`
}
