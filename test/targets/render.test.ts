/** Shows the Render target on a stand-in that speaks Render's contract: the promises of every target, and Render's own traps. */
import { guards as api } from "../../.dagger/lib/targets/platform-api.js"
import { guards } from "../../.dagger/lib/targets/render/judge.js"
import { render } from "../../.dagger/lib/targets/render/index.js"
import { patience } from "../../.dagger/lib/targets/waiting.js"
import { conformance } from "./conformance/index.js"
import { type Fault, FAULTS, replace } from "./conformance/subject.js"
import { fakeRender } from "./render/fake.js"

const judge = guards.judge.bind(guards)
const once = (fault: Fault) => `${fault}: any change whose answer is that is made once`
const LOST: Fault[] = ["502 with HTML", "hang", "reset mid-body"]
const CRASH = "a crash at any change, and the same run again, is one deployment"

conformance({
  target: render,
  start: fakeRender,
  triesPerRead: 4,
  mutations: [
    {
      name: "the image that is live is not looked at",
      off: () => replace(guards, "otherImage", () => undefined),
      reds: [
        "a live deployment of another image is an error",
        "a rollback after which the bad image still serves is an error",
      ],
    },
    {
      name: "a status that nobody knows is waited for",
      off: () =>
        replace(guards, "judge", (deploy) => {
          const judged = judge(deploy)
          return judged.state === "unknown" ? { state: "progressing", says: deploy.status } : judged
        }),
      reds: ["an unknown state is the end, and no success"],
    },
    {
      name: "deactivated is a success, as for Render's own command line",
      off: () =>
        replace(guards, "judge", (deploy) => (deploy.status === "deactivated" ? { state: "live" } : judge(deploy))),
      reds: ["a superseded deployment is an error"],
    },
    {
      name: "what ended is a success, whatever it came to",
      off: () =>
        replace(guards, "judge", (deploy) => (/failed$/.test(deploy.status) ? { state: "live" } : judge(deploy))),
      reds: ["a failed deployment is an error"],
    },
    {
      name: "what this run began is not looked for",
      off: () => replace(guards, "begun", () => undefined),
      reds: [CRASH, "a finished deployment asked for again changes nothing", ...FAULTS.map(once)],
    },
    {
      name: "a change is sent again when its answer was lost",
      off: () => replace(api, "isRepeatable", () => true),
      reds: LOST.map(once),
    },
    {
      name: "one failed look is the end",
      off: () => replace(patience, "failedReads", 1),
      reds: ["looks that fail while it is waited are survived"],
    },
    {
      name: "the credential is left in what a platform quotes",
      off: () => replace(api, "redact", (text) => text),
      reds: ["the credential is never seen"],
    },
  ],
})
