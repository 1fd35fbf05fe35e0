/** Shows that the stand-in for the image of kubectl has what the Kubernetes target calls. */
import { dag } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { command, useSession } from "../engine/harness.js"

useSession()

describe("alpine/k8s:1.34.1", () => {
  it("is built on demand; has kubectl of that version, and the diff that it calls", async () => {
    const built = await command("engine/image", ["alpine/k8s:1.34.1"])
    expect(built.exitCode, built.stderr).toBe(0)
    const said = await dag
      .container()
      .from("alpine/k8s:1.34.1")
      .withExec(["sh", "-c", "kubectl version --client --output=json; diff --help | head -n 1"])
      .stdout()
    expect(said).toMatch(/"gitVersion": "v1\.34\.1"/)
    expect(said).toMatch(/diff/i)
  })
})
