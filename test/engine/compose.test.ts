/** Shows the compose target on a real Docker daemon over SSH: deploy, a bad image, going back, a daemon that restarts. */
import { dag } from "@dagger.io/dagger"
import { rm } from "node:fs/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { systemClock } from "../../.dagger/lib/exec/poll.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { connect } from "../../.dagger/lib/targets/compose/connect.js"
import { composeOn } from "../../.dagger/lib/targets/compose/index.js"
import { passedSecrets } from "../../.dagger/lib/targets/secrets.js"
import type { Image, Release } from "../../.dagger/lib/targets/target.js"
import { minimal, yamlOf } from "../config/config-text.js"
import { byHand } from "./docker-host/by-hand.js"
import { startHost, type TestHost } from "./docker-host/host.js"
import { shopBySocket } from "./docker-host/shop.js"
import { PASSWORD, USER } from "./guarded-registry.js"
import { dagger, useSession } from "./harness.js"

useSession()

const CANARY = "canary-7f3a-of-the-database"
const WELL = "echo ok > /www/health"
/** Everything that the client and the target said. */
const heard: string[] = []
let host: TestHost
let images: Record<"one" | "two" | "bad" | "slow" | "closed", Image>

const compose = composeOn(async (context, environment) => {
  const exec = await connect(context, environment)
  return async (argv, given) => {
    const ended = await exec(argv, given)
    heard.push(ended.stdout, ended.stderr)
    return ended
  }
})

beforeAll(async () => {
  host = await startHost()
  const [one, two, bad, slow, closed] = await Promise.all([
    host.publish("one", WELL),
    host.publish("two", WELL),
    host.publish("bad", "echo SETTINGS are not there; echo password is $SHOP_PASSWORD"),
    host.publish("slow", `(sleep 8; ${WELL}) & true`),
    host.publishGuarded("closed", WELL),
  ])
  images = { one, two, bad, slow, closed }
})
afterAll(() => host?.stop())

function context(
  run: string,
  { knownHost = host.knownHost, sshKey = host.sshKey, deadlineSeconds = 60 } = {},
): Context {
  const options = { host: "ssh://deploy@docker-host", knownHosts: [knownHost], deadlineSeconds }
  const secrets = { SHOP_PASSWORD: "env://SHOP_PASSWORD" }
  const production = { target: "compose", url: "http://shop.invalid", variables: variables(), secrets, options }
  const image = { repository: "registry:5000/shop" }
  const passed = new Map([["env://SHOP_PASSWORD", dag.setSecret("shop-password", CANARY)]])
  return {
    config: loadConfig(yamlOf({ ...minimal, image, environments: { production } }), "shipway.yaml"),
    source: dag.host().directory("test/engine/docker-host"),
    request: { run, attempt: crypto.randomUUID(), version: run, sha: run, scope: "release" },
    clock: systemClock,
    announce: (line: string) => heard.push(line),
    target: () => compose,
    secrets: { ...passedSecrets({ sshKey }, []), named: () => Promise.resolve(passed) },
  } as unknown as Context
}

const release = (image: Image, run: string): Release => ({ image, version: run, sha: run, run })
const variables = () => ({ BESIDE: `${images.one.repository}@${images.one.digest}`, PRICE: "5 $EUR" })
const deploy = (image: Image, run: string, more?: Parameters<typeof context>[1]) =>
  compose.deploy(context(run, more), "production", release(image, run), variables())
const current = () => compose.current(context("look"), "production")
const inspect = async (format: string) =>
  (await host.root(`docker inspect --format '${format}' sample-production-app-1`)).trim()

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("it went well"),
    (error: Error) => error,
  )
  heard.push(error.message)
  return error.message
}

it("the client has what the target needs, and Compose takes the sample's file", async () => {
  const client = dag
    .container()
    .from(IMAGES.docker)
    .withMountedDirectory("/app", dag.host().directory("app/deploy"))
    .withEnvVariable("POSTGRES_PASSWORD", "secret")
    .withEnvVariable("IMAGE", "registry.example/roneira@sha256:abc")
  const script =
    "docker --version && docker compose version && ssh -V 2>&1 && cd /app && docker compose config --format json"
  const [docker, compose, ssh, ...json] = (await client.withExec(["sh", "-ec", script]).stdout()).split("\n")
  expect([docker, compose, ssh]).toEqual([
    expect.stringMatching(/^Docker version \d+/),
    expect.stringMatching(/^Docker Compose version v2\.4\d/),
    expect.stringMatching(/^OpenSSH_/),
  ])
  const { services } = JSON.parse(json.join("\n")) as { services: Record<string, { image: string }> }
  expect(services["app"]!.image).toBe("registry.example/roneira@sha256:abc")
})

it("says who is there, and refuses a host with another key", async () => {
  expect(await compose.check(context("check"), "production")).toMatch(/^Docker \d+\.\d+\S*, linux\/amd64 at ssh:/)
  const stranger = `docker-host ssh-ed25519 ${"A".repeat(68)}`
  expect(await refusal(compose.check(context("check", { knownHost: stranger }), "production"))).toContain(
    "the host's key is not among options.knownHosts",
  )
})

it("deploys a first release: that digest runs, with its labels, variables and secret", async () => {
  expect(await current()).toBeUndefined()
  const deployed = await deploy(images.one, "run-1")

  expect(deployed).toMatchObject(release(images.one, "run-1"))
  expect(await current()).toMatchObject({ ...release(images.one, "run-1"), variables: variables() })
  expect(await inspect("{{.Config.Image}} {{.State.Health.Status}}")).toBe(
    `${images.one.repository}@${images.one.digest} healthy`,
  )
  const environment = await host.root("docker exec sample-production-app-1 env")
  expect(environment).toContain("PRICE=5 $EUR\n")
  expect(environment).toMatch(/^SHOP_PASSWORD=canary/m)
})

it("takes up what runs already: the same release again starts nothing anew", async () => {
  const before = await inspect("{{.Id}} {{.State.StartedAt}}")
  await deploy(images.one, "run-1")

  expect(await inspect("{{.Id}} {{.State.StartedAt}}")).toBe(before)
  expect(await compose.history(context("look"), "production")).toHaveLength(1)
})

it("lets one of two releases at once through; the other changes nothing", async () => {
  const both = await Promise.allSettled([deploy(images.two, "run-2a"), deploy(images.two, "run-2b")])

  const [reason] = both.flatMap((one) => (one.status === "rejected" ? [(one.reason as Error).message] : []))
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  expect(reason).toMatch(/compose did not deploy: (run run-2[ab] has been at it|another run was faster)/)
  expect(await inspect("{{.Config.Image}}")).toBe(`${images.two.repository}@${images.two.digest}`)
})

it("tells of an image that is never well: what it said, and what stands there now", async () => {
  const message = await refusal(deploy(images.bad, "run-3"))

  expect(message).toMatch(/^\[NOT_SERVING\] compose: app in sample-production failed/)
  expect(message).toContain("is running and unhealthy")
  expect(message).toContain("SETTINGS are not there")
  expect(message).toContain(`production has ${images.bad.digest}`)
  expect((await current())?.image.digest).toBe(images.bad.digest)
})

it("goes back to the release before, out of the host's own memory", async () => {
  await host.root("docker system prune --force")
  const [before] = await compose.history(context("run-3"), "production")
  expect(before).toMatchObject({ image: images.two })
  expect(await compose.wayBack(context("run-3"), "production", before)).toMatchObject({ able: true })
  await compose.rollback(context("run-3"), "production", before!)

  expect(await current()).toMatchObject({ image: images.two, run: before!.run })
  expect(await inspect("{{.Config.Image}} {{.State.Health.Status}}")).toBe(
    `${images.two.repository}@${images.two.digest} healthy`,
  )
})

it("goes on when the daemon restarts in the middle", async () => {
  const before = await host.root("pgrep -x dockerd")
  const deploying = deploy(images.slow, "run-4")
  await host.root(
    "until docker ps --quiet --filter label=shipway.run=run-4 --filter status=running | grep -q .; do sleep 0.2; done; sleep 1; pkill -x dockerd",
  )

  await expect(deploying).resolves.toMatchObject(release(images.slow, "run-4"))
  expect(await host.root("pgrep -x dockerd")).not.toBe(before)
  expect(await host.root("docker ps --quiet --filter label=com.docker.compose.service=app | wc -l")).toBe("1\n")
  expect(await current()).toMatchObject({ image: images.slow, run: "run-4" })
})

it("migrates in a container of its own, with the service's secrets, and says how it ended", async () => {
  const migrate = (script: string) => compose.migrate(context("run-5"), "production", images.two, ["sh", "-c", script])
  expect(await migrate("echo length ${#SHOP_PASSWORD}")).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining(`length ${CANARY.length}`) as string,
  })
  expect(await migrate("echo no such table >&2; exit 3")).toMatchObject({
    exitCode: 3,
    output: expect.stringContaining("no such table") as string,
  })
})

it("loses the way to the host while it migrates: the same container is found, waited for, and answered for", async () => {
  const migrating = compose.migrate(context("run-5"), "production", images.two, [
    "sh",
    "-c",
    "until [ -e /go ]; do sleep 0.2; done; echo done; exit 4",
  ])
  await host.root(
    "until id=$(docker ps --quiet --filter label=shipway.migration=sample-production/app | grep .); do sleep 0.2; done; sleep 2; pkill -f '[d]ial-stdio'; docker exec $id touch /go",
  )

  expect(await migrating).toEqual({ exitCode: 4, output: "done" })
  expect(await host.root("docker ps --all --quiet --filter label=shipway.migration | wc -l")).toBe("0\n")
})

it("what a person types by hand without Shipway does the same", async () => {
  const { output, exitCode } = await byHand(host, images.one, variables())
  expect(exitCode, output).toBe(0)
  expect(output).toContain(`${images.two.repository}@${images.two.digest}`)
  expect(await current()).toMatchObject({ image: { digest: images.one.digest }, run: "" })
})

it("says that what serves is mixed, where replicas run different images; a deployment ends that", async () => {
  const project = "--label com.docker.compose.project=sample-production --label com.docker.compose.service=app"
  await host.root(
    `docker run --detach --stop-timeout 1 --name other ${project} --label com.docker.compose.oneoff=False --label com.docker.compose.container-number=2 --label com.docker.compose.config-hash=other ${images.two.repository}@${images.two.digest}`,
  )
  expect((await current())?.mixed).toContain(images.two.digest)

  await deploy(images.one, "run-7")
  expect(await current()).toEqual(expect.not.objectContaining({ mixed: expect.anything() as unknown }))
  expect(await current()).toMatchObject(release(images.one, "run-7"))
})

it("takes the service down, and nothing beside it", async () => {
  await compose.takeDown(context("run-6"), "production")

  expect(await current()).toBeUndefined()
  const [, ...before] = await compose.history(context("look"), "production")
  expect(before.map(({ image }) => image.tag)).toEqual(["slow", "two", "one"])
  expect(await host.root("docker ps --all --format '{{.Names}}'")).not.toContain("-app-")
})

it("over the socket of this machine, by the real command line, from a registry that asks for a password", async () => {
  const { repository, tag, digest } = images.closed
  expect(await refusal(deploy(images.closed, "run-8"))).toContain("the registry does not let the host pull")
  const socket = await host.socket()
  const folder = await shopBySocket(socket.path, images.closed.repository, variables())
  try {
    const passed = ["--docker-socket", socket.path, "--registry-password", "env://SHOP_REGISTRY_PASSWORD"]
    const asked = [
      "--environment",
      "production",
      "--image",
      `${repository}:${tag}@${digest}`,
      "--run",
      `socket-${crypto.randomUUID()}`,
    ]
    const called = await dagger(
      ["--progress=plain", "call", ...passed, "deploy", "--source", folder, ...asked, "digest"],
      {
        env: { SHOP_REGISTRY_PASSWORD: PASSWORD },
      },
    )
    heard.push(called.stdout, called.stderr)
    expect(called, called.stderr.slice(-3000)).toMatchObject({ exitCode: 0, stdout: digest })
  } finally {
    await Promise.all([socket.close(), rm(folder, { recursive: true, force: true })])
  }
  expect(await host.root("docker inspect --format '{{.Config.Image}} {{.State.Health.Status}}' by-socket-app-1")).toBe(
    `${repository}@${digest} healthy\n`,
  )
  expect(await host.root("find /root /home -name config.json -path '*docker*' | wc -l")).toBe("0\n")
})

it("never let a secret out", () => {
  const [, ...lines] = host.key.trim().split("\n")
  const login = Buffer.from(`${USER}:${PASSWORD}`).toString("base64")
  const said = heard.join("\n")
  expect(said.length).toBeGreaterThan(1000)
  for (const secret of [CANARY, PASSWORD, login, ...lines.filter((line) => !line.startsWith("-----"))])
    expect(said).not.toContain(secret)
})
