/** Shows what the compose target does on a host that only a host can do to it: locks, restarts, memory, other people. */
import { beforeEach, describe, expect, it } from "vitest"
import { KEPT } from "../../../.dagger/lib/targets/compose/records.js"
import type { Release } from "../../../.dagger/lib/targets/target.js"
import { release, Stage } from "../conformance/stage.js"
import { type ComposePlatform, fakeHost, target } from "./subject.js"
import { refused, well } from "./answers.js"

let host: ComposePlatform
let stage: Stage
beforeEach(async () => {
  host = await fakeHost()
  stage = new Stage({ target, start: fakeHost, triesPerRead: 3, mutations: [] }, host)
})

const messageOf = (answer: unknown) =>
  answer instanceof Error ? answer.message : `no error: ${JSON.stringify(answer)}`

/** Another release's context, from whichever machine. */
function as(run: string) {
  const { context } = stage.attempt()
  return { ...context, request: { ...context.request, run } }
}
const deployAs = (run: string, of: Release) => stage.deploy(of, {}, as(run))

describe("a container that does not get well", () => {
  it("replaced the old one: the error has its last words, and what stands there now", async () => {
    await stage.deployed(1)
    host.next("failed")

    const message = messageOf(await stage.deploy(release(2)))
    expect(message).toContain("[NOT_SERVING] compose: app in sample-production failed")
    expect(message).toContain(`shop-app-1 is running and unhealthy; production has ${release(2).image.digest}`)
    expect(message).toContain("The last words of shop-app-1:\nits last words")
    expect((await stage.current()) as object).toMatchObject({ image: release(2).image })
  })

  it("is late when Compose's own waiting ended", async () => {
    host.docker.upInstead = () => refused("application not healthy after 300s")

    expect(messageOf(await stage.deploy(release(1)))).toContain("did not get live in time")
  })

  it("is told to be gone when nothing is left", async () => {
    host.docker.upInstead = () => refused("Error response from daemon: no space left on device")

    expect(messageOf(await stage.deploy(release(1)))).toMatch(
      /disk is full[^]*no container[^]*production serves nothing/,
    )
  })
})

describe("a daemon that goes away", () => {
  it.each([1, 4])("and comes back within the time is waited for: %i times", async (times) => {
    let left = times
    host.docker.upInstead = () =>
      left-- > 0 ? refused("Cannot connect to the Docker daemon at ssh://docker") : undefined

    expect(await stage.deploy(release(1))).toMatchObject(release(1))
    expect(host.docker.recreated).toBe(1)
  })

  it("ends the containers first: a refusal that is not repeated is no verdict", async () => {
    const said = ["container shop-app-1 exited (137)", "Cannot connect to the Docker daemon", "container exited (137)"]
    host.docker.upInstead = () => (said.length > 0 ? refused(said.shift()!) : undefined)

    expect(await stage.deploy(release(1))).toMatchObject(release(1))
  })

  it("for good is a deployment that nobody knows the end of", async () => {
    host.docker.upInstead = () => refused("error during connect: unexpected EOF")

    expect(messageOf(await stage.deploy(release(1)))).toMatch(/was lost sight of[^]*look with `dagger call status`/)
  })
})

describe("the lock on the host", () => {
  const locked = (run: string, seconds: string) => {
    const labels = { "shipway.run": run, "shipway.seconds": seconds, "shipway.attempt": "elsewhere" }
    const created = new Date(host.clock.now()).toISOString()
    const lock = { id: "lock", name: "shipway-lock-sample-production-app", labels, created, image: "", environment: {} }
    host.docker.locks = [{ ...lock, restarts: 0, status: "created", health: undefined }]
  }

  it("keeps another run away, which changes nothing", async () => {
    locked("theirs", "600")

    const message = messageOf(await deployAs("ours", release(1)))
    expect(message).toContain("compose did not deploy: run theirs has been at it for")
    expect(message).toContain("`docker rm shipway-lock-sample-production-app`")
    expect([host.docker.recreated, host.docker.locks.length]).toEqual([0, 1])
  })

  it.each([
    ["of the same run is taken over", "ours", "600"],
    ["of a run whose time is up is taken over", "theirs", "0"],
  ])("%s", async (_, run, seconds) => {
    locked(run, seconds)
    await host.clock.sleep(2000)

    expect(await deployAs("ours", release(1))).toMatchObject(release(1))
    expect(host.docker.locks).toEqual([])
  })

  it("lets exactly one of two through that come at once", async () => {
    const both = await Promise.all([deployAs("a", release(1)), deployAs("b", release(2))])

    expect(both.filter((one) => one instanceof Error)).toHaveLength(1)
    expect(host.docker.recreated).toBe(1)
  })
})

describe("the memory of the host", () => {
  it("is of the last releases, with a tag on each image that one of them needs", async () => {
    for (let number = 1; number <= KEPT + 3; number++) await stage.deployed(number)
    const history = await target.history(as("look"), "production")

    expect(history.map(({ version }) => version)).toEqual(
      Array.from({ length: KEPT }, (_, place) => `v${KEPT + 3 - place}`),
    )
    const tagged = [...host.docker.images.values()].filter(({ tags }) => tags.size > 0)
    expect(tagged).toHaveLength(KEPT)
  })

  it("has variables, so that a way back has them too", async () => {
    const first = (await stage.deploy(release(1), { PRICE: "5 $EUR" })) as never
    await stage.deploy(release(2), {})
    await target.rollback(as("back"), "production", first)

    expect(host.variables()).toEqual({ PRICE: "5 $EUR" })
  })

  it("says that there is no way back when the image is neither there nor to be had", async () => {
    const [first] = await stage.deployed(1)
    host.docker.images.clear()
    host.docker.pull = () => refused("Error response from daemon: manifest unknown")

    expect(await target.wayBack(as("look"), "production", first)).toMatchObject({
      able: false,
      reason: expect.stringContaining("the registry does not have the image") as string,
    })
  })
})

describe("what somebody else put there", () => {
  it("is known by its digest, and by nothing that they did not write", async () => {
    await stage.deployed(1)
    const [container] = host.docker.containers
    host.docker.pull(`registry.example/shop@${release(7).image.digest}`)
    container!.image = [...host.docker.images.keys()].at(-1)!

    expect((await stage.current()) as object).toMatchObject({
      image: { digest: release(7).image.digest },
      version: "",
      run: "",
    })
  })

  describe("beside ours, with another image", () => {
    beforeEach(async () => {
      await stage.deployed(1, 2)
      const [container] = host.docker.containers
      host.docker.containers.push({ ...container!, id: "f".repeat(64), image: [...host.docker.images.keys()][0]! })
    })

    it("makes a mixture: told as one, with the last release that served alone", async () => {
      expect(await stage.current()).toMatchObject({
        image: release(2).image,
        run: "run-2",
        mixed: expect.stringMatching(
          `^${release(2).image.digest}, ${release(1).image.digest}: shop-app-1 is running`,
        ) as string,
      })
    })

    it.each([2, 3])(
      "does not last: a deployment replaces all of it, also by what serves beside it (%i)",
      async (number) => {
        expect(await stage.deploy(release(number))).toMatchObject({ image: release(number).image })

        const current = await stage.current()
        expect(current).toMatchObject({ image: release(number).image })
        expect(current).not.toHaveProperty("mixed")
      },
    )

    it("does not last: a rollback replaces all of it", async () => {
      const [, first] = await target.history(as("look"), "production")
      await target.rollback(as("back"), "production", first!)

      expect(await stage.current()).toEqual(expect.not.objectContaining({ mixed: expect.anything() as unknown }))
      expect(await stage.current()).toMatchObject({ image: release(1).image })
    })

    it("and no record of anything, leaves the one that stood there first to go back to", async () => {
      host.docker.volumes.clear()
      host.docker.containers[1]!.created = new Date(0).toISOString()

      expect(await stage.current()).toMatchObject({ image: { digest: release(1).image.digest }, run: "" })
    })
  })
})

it("an answer that cannot be read is an error, never nothing", async () => {
  const run = host.docker.run.bind(host.docker)
  host.docker.run = (argv, given) => (argv[0] === "sh" ? well("{}\n") : run(argv, given))

  expect(messageOf(await stage.current())).toContain("its answer cannot be read")
})
