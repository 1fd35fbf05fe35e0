/** Shows what the states of a host's containers come to, also without a health check, and with several of them. */
import { expect, it } from "vitest"
import { judge } from "../../../.dagger/lib/targets/compose/judge.js"
import { labelsOf } from "../../../.dagger/lib/targets/compose/labels.js"
import type { Seen, SeenContainer } from "../../../.dagger/lib/targets/compose/seen.js"
import { release } from "../conformance/stage.js"

const ours = release(1)
const IMAGE = { id: "sha256:f", digests: [`${ours.image.repository}@${ours.image.digest}`], tags: [] }

interface Shown {
  status?: string
  health?: string
  restarts?: number
}

function container({ status = "running", health, restarts = 0 }: Shown): SeenContainer {
  const state = {
    Status: status,
    ExitCode: 1,
    OOMKilled: false,
    StartedAt: "",
    Health: health ? { Status: health } : null,
  }
  const labels = labelsOf(ours, {})
  return { kind: "container", id: "c", name: "/shop-app-1", image: IMAGE.id, labels, created: "", restarts, state }
}

const judged = (...shown: Shown[]) => {
  const images: Seen["images"] = [{ kind: "image", ...IMAGE }]
  const seen = { now: 0, containers: shown.map(container), images, locks: [], records: [], migrations: [] }
  return judge(seen, ours).state
}

it.each<[string, Shown, string]>([
  ["healthy", { health: "healthy" }, "live"],
  ["not yet healthy", { health: "starting" }, "progressing"],
  ["unhealthy", { health: "unhealthy" }, "failed"],
  ["healthy in a way that nobody knows", { health: "radiant" }, "unknown"],
  ["running, and nobody asks for its health", {}, "live"],
  ["running again after a crash, and nobody asks for its health", { restarts: 1 }, "failed"],
  ["running with a health check that the image switches off", { health: "none" }, "live"],
  ["created", { status: "created" }, "progressing"],
  ["restarting", { status: "restarting" }, "progressing"],
  ["exited", { status: "exited" }, "failed"],
  ["dead", { status: "dead" }, "failed"],
  ["paused, although healthy", { status: "paused", health: "healthy" }, "failed"],
  ["being removed", { status: "removing" }, "failed"],
  ["in a state that nobody knows, although healthy", { status: "hibernating", health: "healthy" }, "unknown"],
])("a container that is %s", (_, shown, expected) => {
  expect(judged(shown)).toBe(expected)
})

it("several are live when all are; the worst of them counts", () => {
  const [well, slow, ill] = [{ health: "healthy" }, { health: "starting" }, { health: "unhealthy" }]
  expect(judged(well, well)).toBe("live")
  expect(judged(well, slow)).toBe("progressing")
  expect(judged(well, slow, ill)).toBe("failed")
  expect(judged()).toBe("failed")
})
