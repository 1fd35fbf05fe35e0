/** Owns what a service container looks like to the container that uses it. */
import type { Container, Service } from "@dagger.io/dagger"

/** A service under a host name, and the variables that point at it. */
export interface Attached {
  host: string
  service: Service
  variables: Record<string, string>
}

/** Identical services are one container per session; the labels keep suites, environments and runs apart. */
export type Labels = Record<string, string>

export function attach(container: Container, services: readonly Attached[]): Container {
  return services.reduce(
    (bound, { host, service, variables }) => withVariables(bound.withServiceBinding(host, service), variables),
    container,
  )
}

export function withVariables(container: Container, variables: Record<string, string>): Container {
  return Object.entries(variables).reduce((with_, [name, value]) => with_.withEnvVariable(name, value), container)
}

export function label(container: Container, labels: Labels): Container {
  return Object.entries(labels).reduce(
    (with_, [name, value]) => with_.withEnvVariable(`SHIPWAY_${name.toUpperCase()}`, value),
    container,
  )
}
