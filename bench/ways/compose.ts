/** Owns the word on docker compose: whether a daemon can be had here, and if not, why. */
import { outputOf } from "../host/tools.js"

/** Always told in the results: a way that was not run is never just left out. */
export function composeNotRun(): string {
  if (!outputOf("sh", "-c", "command -v docker")) return "not run: there is no docker on the PATH"
  if (!outputOf("docker", "info", "--format", "{{.ServerVersion}}")) return "not run: no Docker daemon answers"
  if (!outputOf("docker", "compose", "version", "--short")) return "not run: docker has no compose plugin"
  return "not run: this benchmark has no compose file yet; a daemon would be there"
}
