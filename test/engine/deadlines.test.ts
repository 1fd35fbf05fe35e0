/** Shows in the images that the pipeline uses that a container really ends when its time is up, whatever runs in it. */
import { dag } from "@dagger.io/dagger"
import { expect, it } from "vitest"
import { runTool, type ToolRun } from "../../.dagger/lib/exec/run-tool.js"
import { isDeath } from "../../.dagger/lib/exec/tool-end.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { useSession } from "./harness.js"

useSession()

/** Deaf to SIGTERM, and with a child that keeps the output open. */
const DEAF = "trap '' TERM HUP; sleep 600 &"

/** Busybox, Debian's dash, Alpine as root, and an image with a user of its own. */
it.concurrent.each([IMAGES.shell, IMAGES.python, IMAGES.postgres, IMAGES.k6])("in %s", async (image) => {
  const container = dag.container().from(image).withEnvVariable("RUN", crypto.randomUUID())
  await container.sync()
  const started = Date.now()
  const [hung, left] = await Promise.all([
    runTool(container, ["sh", "-c", `echo partial; echo kept > /shipway/out/kept.txt; ${DEAF} sleep 600`], {
      timeoutSeconds: 2,
      since: started,
    }),
    runTool(container, ["sh", "-c", `${DEAF} echo done; echo why >&2; exit 3`], {
      timeoutSeconds: 300,
      since: started,
    }),
  ])

  expect(Date.now() - started).toBeLessThan(60_000)
  expect(isDeath(hung) && hung.died).toBe(false)
  expect(hung).toMatchObject({ exitCode: 124, late: "command", stdout: "partial\n" })
  expect(await (hung as ToolRun).out.file("kept.txt").contents()).toBe("kept\n")
  expect(left).toMatchObject({ exitCode: 3, late: undefined, stdout: "done\n", stderr: "why\n" })
})
