/** Owns the wait for a service: whoever needs it starts once it is healthy, or fails when it is not in time. */
import type { Container } from "@dagger.io/dagger"

/** The engine waits by asking inside the container, and has no limit on one question: `timeout` is the image's own. */
export function healthyWithin(seconds: number, question: readonly string[]): (container: Container) => Container {
  return (container) =>
    container.withDockerHealthcheck(["timeout", "5", ...question], {
      interval: "1s",
      startInterval: "500ms",
      startPeriod: `${seconds}s`,
      // After the period the first failure is the last.
      retries: 1,
    })
}
