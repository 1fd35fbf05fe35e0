/** Owns the app for development: built, with its services, migrated when it starts. */
import type { Directory, Service } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { quote } from "../exec/quote.js"
import { fillAll } from "../probes/placeholders.js"
import { attach, withVariables } from "../services/attached.js"
import { services } from "../services/index.js"
import { imageOf } from "./build.js"

export async function up(source: Directory, config: ResolvedConfig, version: string): Promise<Service> {
  const image = imageOf(source, config)
  const { port, migrate, variables } = config.image!
  const facts = { version, sha: version, digest: "unpublished" }
  const app = withVariables(
    attach(image, services(config.services, { environment: "development" })),
    fillAll(variables ?? {}, facts),
  )
  const start = [...(await image.entrypoint()), ...(await image.defaultArgs())]
  // Migrated by the container that serves: the database lives exactly as long as it does.
  const args = migrate ? ["sh", "-c", `${quote(migrate)} && exec ${quote(start)}`] : start
  return app.withExposedPort(port).asService({ args, useEntrypoint: false })
}
