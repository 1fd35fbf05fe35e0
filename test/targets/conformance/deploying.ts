/** Owns the cases of a deployment: what becomes of it, and what is said of that. */
import { release, digest } from "./stage.js"
import type { Cases } from "./index.js"

export const deploying: Cases = {
  "a first deployment serves": async (it) => {
    it.equal(await it.current(), undefined, "what is current before")
    const deployment = await it.deploy(release(1))
    it.equal(deployment instanceof Error ? deployment : deployment.image.digest, digest(1), "what was deployed")
    await it.serving(1)
    const current = await it.current()
    if (!current || current instanceof Error) return it.check(false, "nothing is current")
    it.equal([current.version, current.sha, current.run], ["v1", "v1", "run-1"], "what is known of it")
    it.equal([current.environment, current.image.repository], ["production", "registry.example/shop"], "its place")
  },

  "a deployment over an earlier one serves": async (it) => {
    await it.deployed(1)
    it.platform.next("live")
    const deployment = await it.deploy(release(2))
    it.equal(deployment instanceof Error ? deployment : deployment.image.digest, digest(2), "what was deployed")
    await it.serving(2)
    it.equal(it.platform.deployments(), 2, "the number of deployments")
  },

  "the same image under another run is deployed again": async (it) => {
    await it.deployed(1)
    const again = await it.deploy({ ...release(1), run: "another" }, { LOG_LEVEL: "DEBUG" })
    it.check(!(again instanceof Error), "it failed")
    it.equal(it.platform.variables()["LOG_LEVEL"], "DEBUG", "the variable")
  },

  "variables reach what serves": async (it) => {
    await it.deploy(release(1), { LOG_LEVEL: "INFO", EMPTY: "", ODD: 'a "b" $c\nd' })
    const { LOG_LEVEL, EMPTY, ODD } = it.platform.variables()
    it.equal(
      { LOG_LEVEL, EMPTY, ODD },
      { LOG_LEVEL: "INFO", EMPTY: "", ODD: 'a "b" $c\nd' },
      "what the service is given",
    )
  },

  "a slow deployment is waited for": async (it) => {
    await it.deployed(1)
    it.platform.next("slow")
    const begun = it.platform.clock.now()
    await it.deploy(release(2))
    await it.serving(2)
    it.check(it.platform.clock.now() - begun >= 60_000, "it was not waited for")
    it.check(
      it.told.some((line) => line.startsWith("· ")),
      "nothing was announced",
    )
  },

  "a deployment that never gets live ends at the deadline": async (it) => {
    await it.deployed(1)
    it.platform.next("stuck")
    it.failed(await it.deploy(release(2)), /did not get live in time/)
    await it.serving(1)
  },

  "a failed deployment is an error": async (it) => {
    await it.deployed(1)
    it.platform.next("failed")
    it.failed(await it.deploy(release(2)), /NOT_SERVING.* failed/)
    await it.serving(1)
  },

  "an unknown state is the end, and no success": async (it) => {
    await it.deployed(1)
    it.platform.next("unknown")
    const begun = it.platform.clock.now()
    it.failed(await it.deploy(release(2)), /is in a state that is not known here/)
    it.check(it.platform.clock.now() - begun < 300_000, "it was waited for")
  },

  "a superseded deployment is an error": async (it) => {
    await it.deployed(1)
    it.platform.next("superseded")
    it.failed(await it.deploy(release(2)), /was superseded/)
  },

  "a live deployment of another image is an error": async (it) => {
    await it.deployed(1)
    it.platform.next("wrong image")
    it.failed(await it.deploy(release(2)), /serves sha256:[0-9a-f]{64}, not sha256:0*2\b|another image/)
  },
}
