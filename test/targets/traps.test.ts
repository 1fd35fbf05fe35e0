/** Shows that each known trap of Railway, Render, Vercel, Kubernetes and a Docker host has its test; this is the list of them. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

/** A trap, the file below test/, and how its test begins there. */
type Row = [trap: string, file: string, test: string]

const everywhere: Row[] = [
  [
    "one failed read while waiting is taken for a failed deploy",
    "targets/waiting.test.ts",
    "two failed looks in a row are nothing",
  ],
  ["one good read is taken for a deploy that is live", "targets/waiting.test.ts", "one good look is nothing when"],
  ["a state that nobody knows is waited for", "targets/conformance/deploying.ts", "an unknown state is the end"],
  [
    "live, but with another image",
    "targets/conformance/deploying.ts",
    "a live deployment of another image is an error",
  ],
  [
    "a change is sent again because its answer was lost",
    "targets/conformance/disturbed.ts",
    "any change whose answer is",
  ],
  ["a deploy in flight is not adopted", "targets/conformance/disturbed.ts", "a crash at any change"],
  ["Retry-After is not honoured", "targets/conformance/disturbed.ts", "Retry-After is honoured"],
  [
    "a rollback that says it worked",
    "targets/conformance/going-back.ts",
    "a rollback after which the bad image still serves",
  ],
  [
    "a cancelled job never rolls back",
    "engine/killed-release.test.ts",
    "that is killed %s is taken up again under its id",
  ],
]

const railway: Row[] = [
  [
    "status 200 with errors, or a false within it",
    "targets/railway/deploy.test.ts",
    "is status 200 with an error in the answer",
  ],
  ["a rollback answered with false", "targets/railway/rollback.test.ts", "answers false (trap 1)"],
  [
    "a redeploy runs the image that was live",
    "targets/railway/deploy.test.ts",
    "is one that runs the image that was live before",
  ],
  [
    "a redeploy, or a source for all environments, is asked for",
    "targets/railway/contract.test.ts",
    "has %s, which deploys something else",
  ],
  [
    "deploymentRollback with a selection",
    "targets/railway/contract.test.ts",
    "a selection of deploymentRollback is not",
  ],
  ["the documented filter successfulOnly", "targets/railway/contract.test.ts", "the filter successfulOnly is not"],
  ["CANCELLED, which no schema has", "targets/railway/state.test.ts", '["CANCELLED", "unknown"]'],
  [
    "NEEDS_APPROVAL blocks for ever",
    "targets/railway/deploy.test.ts",
    "waits as long as it takes, and says that somebody",
  ],
  ["no digest, or one in another place", "targets/railway/image.test.ts", '["beside it"'],
  [
    "variables of others are replaced",
    "targets/railway/deploy.test.ts",
    "adds its variables and secrets to those of others",
  ],
  [
    "the new deployment is missing from a list that lags",
    "targets/railway/rollback.test.ts",
    "although the list lags behind",
  ],
  ["the image is kept no longer", "targets/railway/rollback.test.ts", "keeps nothing to roll back to"],
  ["the configured image stays the bad one", "targets/railway/rollback.test.ts", "what is configured is set back too"],
  [
    "a project token in the wrong header, or for elsewhere",
    "targets/railway/look.test.ts",
    "finds a token for another environment",
  ],
  ["railway.toml is read no more", "targets/railway/documents.test.ts", "has its end told in %s"],
]

const render: Row[] = [
  ["deactivated taken for a success", "targets/render.test.ts", "deactivated is a success, as for Render's own"],
  ["202 without an id", "targets/render/traps.test.ts", "is found by listing, for Render answers 202"],
  ["another host or repository in imageUrl", "targets/render/traps.test.ts", "and only tag and digest may change"],
  [
    "a rollback leaves the image in the settings, and auto-deploy on",
    "targets/render/traps.test.ts",
    "is written into the settings, and nothing",
  ],
  ["the build is kept no longer", "targets/render/traps.test.ts", "to what Render does not keep any more"],
  ["given up before Render does", "targets/render/traps.test.ts", "a deploy is waited for longer than Render"],
  ["goes on after our own deadline", "targets/render/traps.test.ts", "a deploy that does not get live is canceled"],
  ["old field names in the blueprint", "targets/render/blueprint.test.ts", '["autoDeploy"'],
]

const vercel: Row[] = [
  ["READY is not promoted", "targets/vercel/traps.test.ts", "READY is not promoted"],
  ["a promotion that was skipped", "targets/vercel/traps.test.ts", '["skipped", /the promote was skipped/]'],
  [
    "202: queued behind a rolling release",
    "targets/vercel/traps.test.ts",
    "a promotion that queues behind a rolling release",
  ],
  ["succeeded, and the domain is elsewhere", "targets/vercel/judge.test.ts", "succeeded, and the domain does not"],
  ["old words for a state", "targets/vercel/judge.test.ts", '["ANALYZING"'],
  ["what was built is not the image that was tested", "targets/vercel/judge.test.ts", "is one FROM of the digest"],
  [
    "Deployment Protection answers in the service's place",
    "targets/vercel/traps.test.ts",
    "Deployment Protection is named",
  ],
  [
    "gone after a rollback: domains move by themselves no more",
    "targets/conformance/going-back.ts",
    "a release after a rollback is deployed",
  ],
  ["the earlier deployment is kept no longer", "targets/vercel/traps.test.ts", "refused where it is gone"],
]

const kubernetes: Row[] = [
  [
    "the counts are of the rollout before: the controller has not seen the change",
    "targets/kubernetes.test.ts",
    "whether the controller has seen the change is not asked",
  ],
  [
    "updated and available, and the nodes run another image",
    "targets/kubernetes/judge.test.ts",
    "when a pod runs another image than the Deployment says",
  ],
  [
    "the word on progress is about the rollout before",
    "targets/kubernetes/judge.test.ts",
    "while what the controller says is of the rollout before",
  ],
  [
    "an undo makes kubectl the manager, and the next apply conflicts",
    "targets/kubernetes/going-back.test.ts",
    "a rollback that died %s ends well when asked for again",
  ],
  [
    "a proxy's page in the API server's place",
    "targets/conformance/disturbed.ts",
    "reads that all fail are a clear error",
  ],
  ["a quota keeps the pods from being made", "targets/kubernetes/judge.test.ts", "fail the rollout when it is a quota"],
  [
    "no right, or no such namespace, is found out half-way",
    "cluster/kubernetes.test.ts",
    "is told before it begins what the user may not do",
  ],
]

const docker: Row[] = [
  [
    "the old container ends before the new one is well",
    "targets/compose/host.test.ts",
    "replaced the old one: the error has its last words",
  ],
  [
    "running is not well; without a health check nobody knows",
    "targets/compose/judge.test.ts",
    "running again after a crash",
  ],
  ["the daemon restarts meanwhile", "engine/compose.test.ts", "goes on when the daemon restarts in the middle"],
  ["a prune takes the image to go back to", "engine/compose.test.ts", "out of the host's own memory"],
  ["two at once", "engine/compose.test.ts", "lets one of two releases at once through"],
  [
    "the connection ends, and a migration runs on",
    "targets/compose/migrate.test.ts",
    "the same container is waited for again",
  ],
  ["replicas run different images", "targets/compose/host.test.ts", "makes a mixture"],
  [
    "Compose replaces what looks like a variable",
    "targets/compose/pure.test.ts",
    "every variable arrives as it was written",
  ],
  [
    "a registry's password in arguments or on the host",
    "engine/compose.test.ts",
    "from a registry that asks for a password",
  ],
  ["a host with another key", "engine/compose.test.ts", "refuses a host with another key"],
]

describe.each(Object.entries({ everywhere, railway, render, vercel, kubernetes, docker }))("%s", (_, rows) => {
  it.each(rows)("%s", (_, file, test) => {
    expect(readFileSync(`test/${file}`, "utf8")).toContain(test)
  })
})
