/** Owns the cases of a platform that cannot be asked well: faults of the network, stale copies, and our own death. */
import type { Cases } from "./index.js"
import { digest, release, type Stage } from "./stage.js"
import { FAULTS, type Fault } from "./subject.js"

const perFault = (name: (fault: Fault) => string, run: (it: Stage, fault: Fault) => Promise<void>): Cases =>
  Object.fromEntries(FAULTS.map((fault) => [name(fault), (it: Stage) => run(it, fault)]))

/** Whatever became of the first attempt, the run is deployed once, and the second attempt ends well. */
async function onceAfterAll(it: Stage, number = 2): Promise<void> {
  const deployment = await it.deploy(release(number))
  const seen = deployment instanceof Error ? deployment : deployment.image.digest
  it.equal(seen, digest(number), "what the next attempt deployed")
  await it.serving(number)
  it.equal(it.platform.deployments(), number, "the number of deployments")
}

export const disturbed: Cases = {
  ...perFault(
    (fault) => `${fault}: one read that fails is survived`,
    async (it, fault) => {
      await it.deployed(1)
      it.platform.fail("reads", fault, 1)
      await onceAfterAll(it)
    },
  ),

  ...perFault(
    (fault) => `${fault}: reads that all fail are a clear error`,
    async (it, fault) => {
      await it.deployed(1)
      it.platform.fail("reads", fault, Infinity)
      const error = await it.deploy(release(2))
      it.failed(error, new RegExp(it.subject.target.name, "i"))
      const word = { hang: /no answer within/, "reset mid-body": /connection broke|no answer/ }[fault as "hang"]
      it.failed(error, word ?? new RegExp(`status ${fault.slice(0, 3)}`))
      it.check(!/<html|<body/i.test((error as Error).message), "it quotes a page")
      it.failed(await it.current(), new RegExp(it.subject.target.name, "i"))
    },
  ),

  ...perFault(
    (fault) => `${fault}: any change whose answer is that is made once`,
    async (it, fault) => {
      await it.deployed(1)
      for (let after = 0, number = 2; ; after++, number++) {
        const before = it.platform.changes()
        it.platform.fail("changes", fault, 1, after)
        const first = await it.deploy(release(number))
        if (first instanceof Error) it.failed(first, /\w/)
        if (it.platform.changes() - before <= after) return it.check(after > 0, "it never came to a change")
        await onceAfterAll(it, number)
      }
    },
  ),

  "looks that fail while it is waited are survived": async (it) => {
    await it.deployed(1)
    it.platform.next("slow")
    let announced = 0
    it.onAnnounced = () => {
      if (++announced === 1) it.platform.fail("reads", "500", 2 * it.subject.triesPerRead)
    }
    await onceAfterAll(it)
    it.check(announced > 0, "nothing was announced")
  },

  "Retry-After is honoured": async (it) => {
    await it.deployed(1)
    it.platform.retryAfter(40)
    it.platform.fail("reads", "429", 1)
    const begun = it.platform.clock.now()
    await it.current()
    const waited = it.platform.clock.now() - begun
    it.check(waited >= 40_000, `asked again after ${waited / 1000} s`)
  },

  "a Retry-After of hours is not waited for": async (it) => {
    await it.deployed(1)
    it.platform.retryAfter(7200)
    it.platform.fail("reads", "429", Infinity)
    const begun = it.platform.clock.now()
    it.failed(await it.current(), /would be too late/)
    it.check(it.platform.clock.now() - begun < 600_000, "it waited")
  },

  "stale reads are not believed": async (it) => {
    await it.deployed(1)
    for (const reads of [1, 2, 3]) {
      it.platform.stale(reads)
      const number = reads + 1
      const deployment = await it.deploy(release(number))
      it.equal(deployment instanceof Error ? deployment : deployment.image.digest, digest(number), "what was deployed")
      it.equal(it.platform.serves(), digest(number), "what serves")
    }
  },

  "a crash at any change, and the same run again, is one deployment": async (it) => {
    await it.deployed(1)
    for (let at = 1, number = 2; ; at++) {
      for (const after of [false, true]) {
        const before = it.platform.deployments()
        const attempt = it.attempt({ at, after })
        await it.deploy(release(number), { LOG_LEVEL: `L${number}` }, attempt.context)
        if (!attempt.crashed()) return it.check(at > 1, "it never came to a change")
        await it.deploy(release(number), { LOG_LEVEL: `L${number}` })
        await it.serving(number)
        it.equal(it.platform.variables()["LOG_LEVEL"], `L${number}`, "the variable")
        it.equal(
          it.platform.deployments() - before,
          1,
          `the number of deployments, dead ${after ? "after" : "at"} change ${at}`,
        )
        number++
      }
      if (at > 30) return it.check(false, "more than 30 changes in one deployment")
    }
  },

  "a finished deployment asked for again changes nothing": async (it) => {
    await it.deployed(1, 2)
    const again = await it.deploy(release(2))
    it.equal(again instanceof Error ? again : again.image.digest, digest(2), "what it answers")
    it.equal(it.platform.deployments(), 2, "the number of deployments")
  },
}
