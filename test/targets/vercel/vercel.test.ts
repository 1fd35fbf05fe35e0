/** Shows that the Vercel target keeps what every target promises, and that each of its guards is needed for that. */
import { guards } from "../../../.dagger/lib/targets/vercel/guards.js"
import { vercel } from "../../../.dagger/lib/targets/vercel/index.js"
import { conformance } from "../conformance/index.js"
import { replace } from "../conformance/subject.js"
import { fakeVercel } from "./fake.js"

const { judgeBuild, judgeMove } = guards

conformance({
  target: vercel,
  start: fakeVercel,
  triesPerRead: 4,
  mutations: [
    {
      name: "a state that is not known is waited for",
      off: () =>
        replace(guards, "judgeBuild", (seen) => {
          const judged = judgeBuild(seen)
          return judged.state === "unknown" ? { state: "progressing", says: judged.reason } : judged
        }),
      reds: ["an unknown state is the end, and no success"],
    },
    {
      name: "whatever was built is taken for ours",
      off: () => replace(guards, "wrongImage", () => Promise.resolve(undefined)),
      reds: ["a live deployment of another image is an error"],
    },
    {
      name: "a move that is said to have succeeded is believed",
      off: () =>
        replace(guards, "judgeMove", (seen, wanted) =>
          seen.request?.jobStatus === "succeeded" ? { state: "live" } : judgeMove(seen, wanted),
        ),
      reds: ["a rollback after which the bad image still serves is an error"],
    },
    {
      name: "what this run began before is not looked for",
      off: () => replace(guards, "ownIn", () => Promise.resolve(undefined)),
      reds: [
        "429: any change whose answer is that is made once",
        "500: any change whose answer is that is made once",
        "502 with HTML: any change whose answer is that is made once",
        "hang: any change whose answer is that is made once",
        "reset mid-body: any change whose answer is that is made once",
        "a crash at any change, and the same run again, is one deployment",
        "a finished deployment asked for again changes nothing",
      ],
    },
  ],
})
