/** Shows the Kubernetes target on a cluster in memory: the promises of every target, and the guards that each rests on. */
import { guards } from "../../.dagger/lib/targets/kubernetes/judge.js"
import { guards as asking } from "../../.dagger/lib/targets/kubernetes/kubectl.js"
import { guards as ownership } from "../../.dagger/lib/targets/kubernetes/ownership.js"
import { guards as rollout } from "../../.dagger/lib/targets/kubernetes/rollout.js"
import type { Judged } from "../../.dagger/lib/targets/waiting.js"
import { patience } from "../../.dagger/lib/targets/waiting.js"
import { conformance } from "./conformance/index.js"
import { type Fault, FAULTS, replace } from "./conformance/subject.js"
import { fakeKubernetes, target } from "./kubernetes/subject.js"

const kubectlWaits = "kubectl keeps to Retry-After itself, within its own --request-timeout, and tells nobody of it"
const LOOKS = "looks that fail while it is waited are survived"
const LOST: Fault[] = ["500", "502 with HTML", "hang", "reset mid-body"]
const { obstacle } = guards

/** What stands in the way is waited for, where it is of this kind. */
const waitedFor = (state: Judged["state"]) => () =>
  replace(guards, "obstacle", (...seen) => {
    const judged = obstacle(...seen)
    return judged?.state === state ? undefined : judged
  })

conformance({
  target,
  start: fakeKubernetes,
  triesPerRead: 4,
  cannot: {
    "Retry-After is honoured": kubectlWaits,
    "a Retry-After of hours is not waited for": kubectlWaits,
  },
  mutations: [
    {
      name: "the image that the pods run is not compared",
      off: () => replace(guards, "otherImage", () => undefined),
      reds: [
        "a live deployment of another image is an error",
        "a rollback after which the bad image still serves is an error",
      ],
    },
    {
      name: "whose rollout it is is not asked",
      off: () => replace(guards, "notOurs", () => undefined),
      reds: ["a superseded deployment is an error"],
    },
    {
      name: "whether the controller has seen the change is not asked",
      off: () => replace(guards, "unseen", () => undefined),
      reds: ["a slow deployment is waited for", "a deployment that never gets live ends at the deadline", LOOKS],
    },
    {
      name: "a copy from before the change is believed",
      off: () => replace(guards, "copied", () => undefined),
      reds: ["stale reads are not believed"],
    },
    {
      name: "a progress that nobody knows is waited for",
      off: waitedFor("unknown"),
      reds: ["an unknown state is the end, and no success"],
    },
    {
      name: "what Kubernetes gave up is waited for",
      off: waitedFor("failed"),
      reds: ["a failed deployment is an error"],
    },
    {
      name: "what this run began is not taken up",
      off: () => replace(rollout, "isTold", () => false),
      reds: [
        ...FAULTS.map((fault) => `${fault}: any change whose answer is that is made once`),
        "a crash at any change, and the same run again, is one deployment",
        "a finished deployment asked for again changes nothing",
        "a rollback asked for again changes nothing",
      ],
    },
    {
      name: "what kubectl took with the undo is not given back",
      off: () => replace(ownership, "givenBack", () => undefined),
      reds: ["a release after a rollback is deployed"],
    },
    {
      name: "a read whose answer was lost is not tried again",
      off: () => replace(asking, "isRepeatable", () => false),
      reds: [...LOST.map((fault) => `${fault}: one read that fails is survived`), LOOKS],
    },
    {
      name: "one failed look is the end",
      off: () => replace(patience, "failedReads", 1),
      reds: [LOOKS],
    },
    {
      name: "the credential is left in what kubectl says",
      off: () => replace(asking, "redact", (text) => text),
      reds: ["the credential is never seen"],
    },
  ],
})
