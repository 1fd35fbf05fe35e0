/** Shows that the local target keeps what every target promises, on an engine in memory; test/engine runs it on a real one. */
import { reading } from "../../.dagger/lib/targets/embedded/memory.js"
import { guards } from "../../.dagger/lib/targets/embedded/records.js"
import { conformance } from "./conformance/index.js"
import { FAULTS, replace } from "./conformance/subject.js"
import { fakeEngine, target } from "./local/subject.js"

const noStates = "an engine names no states: an app answers 200, or not yet, or its container ended"
const byDigest = "a container is made of the digest itself: an engine that has other content under it does not start it"
const noHttp = "an engine asks nobody to wait"

conformance({
  target,
  start: fakeEngine,
  triesPerRead: reading.tries,
  cannot: {
    "an unknown state is the end, and no success": noStates,
    "a live deployment of another image is an error": byDigest,
    "Retry-After is honoured": noHttp,
    "a Retry-After of hours is not waited for": noHttp,
  },
  mutations: [
    {
      name: "whatever answers is well",
      off: () => replace(guards, "isHealthy", () => true),
      reds: [
        "a slow deployment is waited for",
        "a deployment that never gets live ends at the deadline",
        "looks that fail while it is waited are survived",
      ],
    },
    {
      name: "what this run began is not taken up",
      off: () => replace(guards, "begunBefore", () => undefined),
      reds: [
        ...FAULTS.map((fault) => `${fault}: any change whose answer is that is made once`),
        "a crash at any change, and the same run again, is one deployment",
        "a finished deployment asked for again changes nothing",
      ],
    },
    {
      name: "a write is believed unseen",
      off: () => replace(guards, "isWritten", () => true),
      reds: ["a rollback after which the bad image still serves is an error"],
    },
    {
      name: "whether others write as well is not asked",
      off: () => replace(guards, "isAlone", () => true),
      reds: ["a superseded deployment is an error"],
    },
    {
      name: "one failed read is the end",
      off: () => replace(reading, "tries", 1),
      reds: FAULTS.map((fault) => `${fault}: one read that fails is survived`),
    },
  ],
})
