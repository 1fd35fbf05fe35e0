/** Pins shipway.schema.json to the schema in code; `npm run schema` writes it anew. */
import { expect, it } from "vitest"
import { schemaText } from "../../.dagger/lib/config/json-schema.js"

it("shipway.schema.json is the schema that the config is checked against", async () => {
  await expect(schemaText()).toMatchFileSnapshot("../../shipway.schema.json")
})
