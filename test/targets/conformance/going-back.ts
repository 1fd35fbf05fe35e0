/** Owns the cases of looking and going back. */
import type { Cases } from "./index.js"
import { digest, release } from "./stage.js"

export const goingBack: Cases = {
  "history is newest first, and knows what each was": async (it) => {
    await it.deployed(1, 2, 3)
    const history = await it.ask((context) => it.subject.target.history(context, "production"))
    if (history instanceof Error) return it.failed(history, /never/)
    it.equal(
      history.map(({ image }) => image.digest),
      [3, 2, 1].map(digest),
      "the history",
    )
    it.equal(
      history.map(({ version, run }) => `${version} ${run}`),
      ["v3 run-3", "v2 run-2", "v1 run-1"],
      "what they were",
    )
  },

  "what failed is no part of history": async (it) => {
    await it.deployed(1)
    it.platform.next("failed")
    await it.deploy(release(2))
    const history = await it.ask((context) => it.subject.target.history(context, "production"))
    it.equal(history instanceof Error ? history : history.map(({ image }) => image.digest), [digest(1)], "the history")
  },

  "before a first release there is no way back": async (it) => {
    const way = await it.ask((context) => it.subject.target.wayBack(context, "production", undefined))
    it.equal(way instanceof Error ? way : way.able, false, "whether it is able to go back")
  },

  "a rollback serves the earlier release again": async (it) => {
    const [first] = await it.deployed(1, 2)
    const way = await it.ask((context) => it.subject.target.wayBack(context, "production", first))
    it.equal(way instanceof Error ? way : way.able, true, "whether it is able to go back")
    const back = await it.ask((context) => it.subject.target.rollback(context, "production", first!))
    it.equal(back instanceof Error ? back : back.image.digest, digest(1), "what it answers")
    await it.serving(1)
    it.equal(back instanceof Error ? back : [back.version, back.run], ["v1", "run-1"], "what that was")
  },

  "a rollback asked for again changes nothing": async (it) => {
    const [first] = await it.deployed(1, 2)
    await it.ask((context) => it.subject.target.rollback(context, "production", first!))
    const back = await it.ask((context) => it.subject.target.rollback(context, "production", first!))
    it.equal(back instanceof Error ? back : back.image.digest, digest(1), "what it answers")
    await it.serving(1)
  },

  "a release after a rollback is deployed": async (it) => {
    const [first] = await it.deployed(1, 2)
    await it.ask((context) => it.subject.target.rollback(context, "production", first!))
    await it.deploy(release(3))
    await it.serving(3)
  },

  "a rollback that is refused is an error": async (it) => {
    const [first] = await it.deployed(1, 2)
    it.platform.rollbacks("refuse")
    const back = await it.ask((context) => it.subject.target.rollback(context, "production", first!))
    it.failed(back, new RegExp(it.subject.target.name, "i"))
    it.equal(it.platform.serves(), digest(2), "what serves")
  },

  "a rollback after which the bad image still serves is an error": async (it) => {
    const [first] = await it.deployed(1, 2)
    it.platform.rollbacks("lie")
    it.failed(await it.ask((context) => it.subject.target.rollback(context, "production", first!)), /\w/)
  },

  "what is taken down serves nothing": async (it) => {
    await it.deployed(1)
    const down = await it.ask((context) => it.subject.target.takeDown(context, "production"))
    it.equal(down, undefined, "what it answers")
    await it.serving(undefined)
  },

  "what was taken down can be deployed again": async (it) => {
    await it.deployed(1)
    await it.ask((context) => it.subject.target.takeDown(context, "production"))
    await it.deploy(release(2))
    await it.serving(2)
  },

  "the check says what the credential can see": async (it) => {
    const seen = await it.ask((context) => it.subject.target.check(context, "production"))
    it.check(typeof seen === "string" && seen !== "", `it says ${String(seen)}`)
  },
}
