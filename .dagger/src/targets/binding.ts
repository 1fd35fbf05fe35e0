/** Owns letting a container reach a deployment: bound to it where it is a service of the engine, by its URL elsewhere. */
import type { Container } from "@dagger.io/dagger"
import type { Context } from "../pipeline/context.js"
import { serving } from "./embedded.js"
import { local } from "./local.js"
import type { Deployment } from "./target.js"

const HOST = "target"

/** The container, and the base URL under which it reaches the deployment. */
export async function boundTo(
  deployment: Deployment,
  context: Context,
  container: Container,
): Promise<{ container: Container; base: string }> {
  const target = context.target(deployment.environment)
  if (target.name !== local.name) return { container, base: await target.url(context, deployment) }
  return {
    container: container.withServiceBinding(HOST, serving(context, deployment)),
    base: `http://${HOST}:${context.config.image!.port}`,
  }
}
