/** Shows the compose target on a Docker host in memory: the promises of every target, and those that only a host needs. */
import { guards } from "../../.dagger/lib/targets/compose/judge.js"
import { conformance } from "./conformance/index.js"
import { replace } from "./conformance/subject.js"
import { fakeHost, target } from "./compose/subject.js"

const replaces = "Compose ends the old container before it knows of the new one: below"
const noHttp = "a Docker daemon asks nobody to wait"
const oneDaemon = "one daemon answers for itself; there is no copy that could be stale"

conformance({
  target,
  start: fakeHost,
  // A host is asked for a quarter of a minute before a read counts as failed: more than the twice three of the suite.
  triesPerRead: 3,
  cannot: {
    "a failed deployment is an error": replaces,
    "a deployment that never gets live ends at the deadline": replaces,
    "Retry-After is honoured": noHttp,
    "a Retry-After of hours is not waited for": noHttp,
    "stale reads are not believed": oneDaemon,
  },
  mutations: [
    {
      name: "the image that runs is not compared",
      off: () => replace(guards, "isRun", () => undefined),
      reds: ["a live deployment of another image is an error"],
    },
    {
      name: "whose container it is is not asked",
      off: () => replace(guards, "isLabelled", () => undefined),
      reds: ["a superseded deployment is an error"],
    },
    {
      name: "the container's state is not judged",
      off: () => replace(guards, "isWell", () => ({ state: "live" })),
      reds: ["an unknown state is the end, and no success"],
    },
  ],
})
