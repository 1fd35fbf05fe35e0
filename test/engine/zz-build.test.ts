/** Shows nothing: builds. */
import { expect, it } from "vitest"
import { built } from "./control-plane.js"
import { useSession } from "./harness.js"
useSession()
it("builds", { timeout: 840_000 }, async () => {
  const started = Date.now()
  expect(await built().withExec(["ls", "-l", "/built"]).stdout()).toContain("kwok")
  console.log("built in", Date.now() - started)
})
