/** Shows that a rollback which died half-way is no obstacle: neither to itself, nor to the release after it. */
import { expect, it } from "vitest"
import { digest, release, Stage } from "../conformance/stage.js"
import { fakeKubernetes, target } from "./subject.js"

it.each([
  ["before the undo", { at: 1, after: false }],
  ["after the undo", { at: 1, after: true }],
  ["before what kubectl took is given back", { at: 2, after: false }],
  ["after it is given back", { at: 2, after: true }],
  ["before it is marked", { at: 3, after: false }],
])("a rollback that died %s ends well when asked for again, and a release goes on from there", async (_, crash) => {
  const platform = await fakeKubernetes()
  const stage = new Stage({ target, start: fakeKubernetes, triesPerRead: 4, mutations: [] }, platform)
  const [first] = await stage.deployed(1, 2)
  const attempt = stage.attempt(crash)
  await stage.ask((context) => target.rollback(context, "production", first!), attempt.context)
  expect(attempt.crashed()).toBe(true)

  const back = await stage.ask((context) => target.rollback(context, "production", first!))
  expect(back).toMatchObject({ image: { digest: digest(1) } })
  expect(await stage.deploy(release(3))).toMatchObject({ image: { digest: digest(3) } })
  expect(platform.serves()).toBe(digest(3))
})
