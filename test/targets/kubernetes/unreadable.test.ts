/** Shows that what kubectl prints and nobody can read is an error that says so; never nothing, and never a success. */
import { describe, expect, it } from "vitest"
import { release, Stage } from "../conformance/stage.js"
import { fakeKubernetes, target } from "./subject.js"
import { well } from "./kubectl-line.js"

const answers: [string, string][] = [
  ["a page", "<html><body>log in</body></html>"],
  ["half an answer", '{"kind":"Deployment","metadata":{"na'],
  ["another shape", '{"kind":"Deployment","items":"none"}'],
]
/** One pod, of which nobody can tell what it runs. */
const STRANGE = JSON.stringify({ kind: "List", items: [{ kind: "Pod", metadata: { name: "shop-x" }, spec: "v2" }] })

async function answering(resource: string, text: string) {
  const platform = await fakeKubernetes()
  const stage = new Stage({ target, start: fakeKubernetes, triesPerRead: 4, mutations: [] }, platform)
  await stage.deployed(1)
  platform.cluster.instead = ({ verb, words }) => (verb === "get" && words[0] === resource ? well(text) : undefined)
  return stage
}

describe.each([
  ...answers.map(([what, text]) => ["deployment", what, text] as const),
  ...answers.map(([what, text]) => ["replicasets,pods", what, text] as const),
  ["replicasets,pods", "a pod of another shape", STRANGE] as const,
])("%s: %s", (resource, _, text) => {
  it("is no deployment that is current, and no empty history", async () => {
    const stage = await answering(resource, text)
    const clear = {
      code: "PLATFORM_CALL",
      message: expect.stringMatching(/answer cannot be read: .*\nHint: \S/) as string,
    }
    expect(await stage.current()).toMatchObject(clear)
    expect(await stage.ask((context) => target.history(context, "production"))).toMatchObject(clear)
  })

  it("is no release that serves", async () => {
    const stage = await answering(resource, text)
    const failed = await stage.deploy(release(2))
    expect(failed).toMatchObject({ message: expect.stringMatching(/answer cannot be read/) as string })
  })
})
