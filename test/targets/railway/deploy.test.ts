/** Shows how a release gets to Railway, and everything that looks like a success and is none. */
import { describe, expect, it } from "vitest"
import { LEDGER } from "../../../.dagger/lib/targets/ledger.js"
import { ACCOUNT_TOKEN, PROJECT_TOKEN } from "./fake.js"
import { SETTLED } from "./platform.js"
import {
  BUSY,
  DATABASE,
  deploy,
  digestOf,
  losing,
  messageOf,
  newWorld,
  PULL_PASSWORD,
  release,
  REPOSITORY,
} from "./world.js"

const [a, b] = [release("a"), release("b")]

describe("a deployment", BUSY, () => {
  it("serves the digest, in three changes and no deployment more", async () => {
    const world = await newWorld()
    const deployment = await deploy(world, a)

    expect(deployment).toMatchObject({ ...a, id: "dep-1", environment: "staging", at: "2026-01-01T00:01:00.000Z" })
    expect(world.platform.done).toEqual([`update ${REPOSITORY}@${a.image.digest}`, "variables", "deploy dep-1"])
  })

  it("sets what the options say, and health as the image declares it", async () => {
    const options = ["restartPolicy: ALWAYS", "replicas: 3", "overlapSeconds: 20", "healthcheckTimeoutSeconds: 120"]
    const world = await newWorld({ options: options.join("\n      ") })
    await deploy(world, a)

    expect(world.platform.settings).toEqual({
      healthcheckPath: "/health",
      healthcheckTimeout: 120,
      restartPolicyType: "ALWAYS",
      restartPolicyMaxRetries: 10,
      numReplicas: 3,
      overlapSeconds: 20,
    })
  })

  it("leaves replicas alone where nobody says how many", async () => {
    const world = await newWorld()
    world.platform.settings = { numReplicas: 7 }
    await deploy(world, a)

    expect(world.platform.settings).toMatchObject({ numReplicas: 7 })
  })

  it("adds its variables and secrets to those of others", async () => {
    const world = await newWorld()
    world.platform.variables = { SOMEBODYS_OWN: "kept", LOG_LEVEL: "INFO" }
    await deploy(world, a)
    const { [LEDGER]: ledger, ...variables } = world.platform.variables

    expect(variables).toEqual({
      SOMEBODYS_OWN: "kept",
      LOG_LEVEL: "DEBUG",
      APP_VERSION: "v-a",
      DATABASE_URL: DATABASE,
    })
    expect(JSON.parse(ledger!)).toMatchObject([{ run: "run-a", version: "v-a", digest: digestOf("a"), after: null }])
    expect(world.platform.deployments[0]!.variables).toEqual(world.platform.variables)
  })

  it("tells Railway how to pull the image, where it may not be pulled by everybody", async () => {
    const world = await newWorld({ options: "registry: { username: puller, password: env://PULL }" })
    await deploy(world, a)

    expect(world.platform.credentials).toEqual({ username: "puller", password: PULL_PASSWORD })
  })

  it.each([
    ["project", "", { "project-access-token": PROJECT_TOKEN }, "authorization"],
    ["account", "tokenKind: account", { authorization: `Bearer ${ACCOUNT_TOKEN}` }, "project-access-token"],
  ])("shows a %s token in its own header and no other", async (_, options, header, other) => {
    const world = await newWorld({ options })
    await deploy(world, a)

    for (const { headers } of world.fake.base.heard) {
      expect(headers).toMatchObject(header)
      expect(headers).not.toHaveProperty(other)
    }
  })

  it("waits as long as it takes, and says that somebody has to approve it", async () => {
    const world = await newWorld()
    world.platform.odd.states = [
      "QUEUED",
      "WAITING",
      ...Array<string>(20).fill("NEEDS_APPROVAL"),
      "BUILDING",
      "SUCCESS",
    ]
    await deploy(world, a)

    expect(world.announced.filter((line) => line.includes("approves it on railway.com"))).toHaveLength(1)
  })
})

describe("no success", BUSY, () => {
  it.each([
    ["FAILED", "staging's deployment dep-1 failed: FAILED; HEALTHCHECK: 1/1 replicas never became healthy"],
    ["CRASHED", "failed: CRASHED"],
    ["SKIPPED", "was superseded: SKIPPED"],
    ["REMOVED", "was superseded: REMOVED"],
    ["REMOVING", "was superseded: REMOVING"],
    ["CANCELLED", "is in a state that is not known here: CANCELLED"],
  ])("is %s", async (state, words) => {
    const world = await newWorld()
    world.platform.odd.states = ["QUEUED", "DEPLOYING", state]

    expect(await messageOf(deploy(world, a))).toContain(words)
  })

  it("is one that crashes right after it was up", async () => {
    const world = await newWorld()
    world.platform.odd.states = ["DEPLOYING", "SUCCESS", "CRASHED"]

    expect(await messageOf(deploy(world, a))).toContain("failed: CRASHED")
  })

  it("is one that runs the image that was live before (trap 2)", async () => {
    const world = await newWorld()
    await deploy(world, a)
    world.platform.odd.stale = true

    expect(await messageOf(deploy(world, b))).toContain(`SUCCESS, but it serves ${digestOf("a")}, not ${digestOf("b")}`)
  })

  it("is one that runs any other image", async () => {
    const world = await newWorld()
    world.platform.odd.runs = `${REPOSITORY}@${digestOf("f")}`

    expect(await messageOf(deploy(world, a))).toContain(`it serves ${digestOf("f")}, not ${digestOf("a")}`)
  })

  it("is one of which Railway does not say what it runs", async () => {
    const world = await newWorld()
    world.platform.odd.digest = "nowhere"

    expect(await messageOf(deploy(world, a))).toContain("Railway does not say which digest it serves")
  })

  it("is one that was stopped", async () => {
    const world = await newWorld()
    const start = world.platform.start.bind(world.platform)
    world.platform.start = (...given) => Object.assign(start(...given), { deploymentStopped: true })

    expect(await messageOf(deploy(world, a))).toContain("it was stopped")
  })

  it("is one that gets nowhere: it is cancelled, lest it get live later", async () => {
    const world = await newWorld({ options: "deadlineSeconds: 60" })
    world.platform.odd.states = ["NEEDS_APPROVAL"]
    const message = await messageOf(deploy(world, a))

    expect(message).toMatch(/did not get live in time: after 60 s it still says: NEEDS_APPROVAL.*; it was cancelled/)
    expect(world.platform.done.at(-1)).toBe("cancel dep-1")
  })

  it.each(["Update", "Upsert", "Deploy"])("is status 200 with an error in the answer to %s (trap 1)", async (name) => {
    const world = await newWorld()
    world.refusals.set(name, { message: "Problem processing request", times: 99 })
    const message = await messageOf(deploy(world, a))

    expect(message).toContain("Problem processing request (trace 8041726354)")
    expect(message).toContain("(request req-")
    expect(world.platform.done).not.toContain("deploy dep-1")
  })
})

describe("what was begun before", BUSY, () => {
  it("is taken up, as long as it is under way", async () => {
    const world = await newWorld()
    world.platform.odd.states = [...Array<string>(15).fill("BUILDING"), "SUCCESS"]
    world.refusals.set("Deployment", { message: "Bad day", times: 3 * 4 })
    expect(await messageOf(deploy(world, a))).toContain("was lost sight of")

    expect(await deploy(world, a)).toMatchObject({ id: "dep-1" })
    expect(world.platform.deployments).toHaveLength(1)
  })

  it("is taken up when it serves", async () => {
    const world = await newWorld()
    await deploy(world, a)
    const again = await deploy(world, a)

    expect(again).toMatchObject({ id: "dep-1", ...a })
    expect(world.platform.done).toHaveLength(3)
    expect(world.announced.at(-2)).toContain("accepted")
  })

  it("is begun anew when it had written its variables only", async () => {
    const world = await newWorld()
    await deploy(world, a)
    await deploy(world, b)
    world.refusals.set("Deploy", { message: "no", times: 99 })
    // The image is the one that serves, so only the ledger tells this release from the last one.
    const same = { ...b, run: "run-c" }
    await messageOf(deploy(world, same))
    world.refusals.clear()

    expect(await deploy(world, same)).toMatchObject({ id: "dep-3", run: "run-c" })
  })

  it("is begun anew when it failed", async () => {
    const world = await newWorld()
    world.platform.odd.states = ["FAILED"]
    await messageOf(deploy(world, a))
    world.platform.odd.states = SETTLED

    expect(await deploy(world, a)).toMatchObject({ id: "dep-2" })
  })

  it("by another run is not taken for this one's", async () => {
    const world = await newWorld()
    await deploy(world, a)

    expect(await deploy(world, { ...a, run: "another" })).toMatchObject({ id: "dep-2", run: "another" })
  })
})

describe("an answer that is lost", BUSY, () => {
  it.each(["Variables", "Deployments", "Update", "Upsert", "Deploy", "Deployment"])(
    "to %s: one deployment is made all the same",
    async (operation) => {
      const world = await newWorld()
      losing(world, operation)
      const deployment = await deploy(world, a)

      expect(deployment.image.digest).toBe(a.image.digest)
      expect(world.platform.deployments).toHaveLength(1)
    },
  )

  it("stays an error when the list shows no deployment either", async () => {
    const world = await newWorld()
    world.platform.deploy = () => {
      throw new Error("Service Unavailable")
    }

    expect(await messageOf(deploy(world, a))).toContain("did not deploy staging")
    expect(world.platform.deployments).toHaveLength(0)
  })
})
