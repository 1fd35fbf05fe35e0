/** Pins shipway.schema.json to the schema in code; `npm run schema` writes it anew. */
import { expect, it } from "vitest"
import { z } from "zod"
import { Config } from "../../.dagger/src/config/schema.js"

it("shipway.schema.json is the schema that the config is checked against", async () => {
  const schema = { title: "Shipway config", ...z.toJSONSchema(Config, { io: "input" }) }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot("../../shipway.schema.json")
})
