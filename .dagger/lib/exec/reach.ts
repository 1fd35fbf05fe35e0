/** Owns the way from the module's own process to a service container. */
import type { Service } from "@dagger.io/dagger"

/** Starts a service and answers with the base URL under which this process reaches it. */
export type Reach = (service: Service, port: number) => Promise<string>

/** Inside the engine a service has a name of its own; outside (tests on the host) a tunnel takes this function's place. */
export const reachDirectly: Reach = async (service, port) => {
  await service.start()
  return service.endpoint({ scheme: "http", port })
}
