/** Owns a deployment as it crosses the Dagger boundary. */
import { func, object } from "@dagger.io/dagger"
import { referenceOf } from "#lib/report/model"
import type { Deployment } from "#lib/targets/target"

/** A release living in an environment, as its platform recorded it. */
@object()
export class DeploymentRecord {
  /** staging or production. */
  @func()
  environment: string

  /** The image, as repository:tag@digest. Empty, like the rest, where different images serve at once. */
  @func()
  image: string

  /** The image's digest. */
  @func()
  digest: string

  /** What the service was told to be. */
  @func()
  version: string

  /** The id of the run that deployed it. */
  @func()
  run: string

  /** When, in ISO 8601. */
  @func()
  at: string

  /** All of it in one line, or that what serves is mixed. */
  @func()
  summary: string

  constructor(
    environment: string,
    image: string,
    digest: string,
    version: string,
    run: string,
    at: string,
    summary: string,
  ) {
    this.environment = environment
    this.image = image
    this.digest = digest
    this.version = version
    this.run = run
    this.at = at
    this.summary = summary
  }
}

export function deploymentRecord({ environment, image, version, run, at, mixed }: Deployment): DeploymentRecord {
  // Empty, so that no script takes one of several for what is live.
  if (mixed !== undefined)
    return new DeploymentRecord(
      environment,
      "",
      "",
      "",
      "",
      "",
      `${environment} serves different images at once: ${mixed}`,
    )
  const summary = `${at}  ${environment}  ${version}  ${image.digest}  run ${run}`
  return new DeploymentRecord(environment, referenceOf(image), image.digest, version, run, at, summary)
}
