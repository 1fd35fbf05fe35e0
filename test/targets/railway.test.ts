/** Shows that the Railway target keeps what every target promises, and which of its guards each promise rests on. */
import { guards } from "../../.dagger/lib/targets/railway/guards.js"
import { guards as api } from "../../.dagger/lib/targets/platform-api.js"
import { railway } from "../../.dagger/lib/targets/railway/index.js"
import { type Meaning, meaningOf } from "../../.dagger/lib/targets/railway/state.js"
import { conformance } from "./conformance/index.js"
import { type Fault, FAULTS, replace } from "./conformance/subject.js"
import { fakeRailway } from "./railway/fake.js"

/** Every state of one meaning is taken for another. */
const taken = (one: Meaning, other: Meaning) => () =>
  replace(guards, "meaningOf", (status) => (meaningOf(status) === one ? other : meaningOf(status)))

/** Made, and not told. */
const LOST: Fault[] = ["502 with HTML", "hang", "reset mid-body"]

conformance({
  target: railway,
  start: fakeRailway,
  triesPerRead: 4,
  mutations: [
    {
      name: "an unknown state is waited for",
      off: taken("unknown", "under-way"),
      reds: ["an unknown state is the end, and no success"],
    },
    {
      name: "an unknown state is a success",
      off: taken("unknown", "up"),
      reds: ["an unknown state is the end, and no success"],
    },
    {
      name: "what failed is a success",
      off: taken("bad", "up"),
      reds: ["a failed deployment is an error"],
    },
    {
      name: "what was superseded is a success",
      off: taken("superseded", "up"),
      reds: ["a superseded deployment is an error"],
    },
    {
      name: "the image is not compared",
      off: () => replace(guards, "wrongImage", () => undefined),
      reds: [
        "a live deployment of another image is an error",
        "a rollback after which the bad image still serves is an error",
      ],
    },
    {
      name: "what this run began is not taken up",
      off: () => replace(guards, "isWorthTakingUp", () => false),
      reds: [
        ...FAULTS.map((fault) => `${fault}: any change whose answer is that is made once`),
        "a crash at any change, and the same run again, is one deployment",
        "a finished deployment asked for again changes nothing",
      ],
    },
    {
      name: "a change is sent again when its answer was lost",
      off: () => replace(api, "isRepeatable", () => true),
      reds: LOST.map((fault) => `${fault}: any change whose answer is that is made once`),
    },
  ],
})
