/** Shows the pure parts of the compose target: what failures mean, what is laid over a Compose file, what a config may say. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import { labelsOf, readLabels } from "../../../.dagger/lib/targets/compose/labels.js"
import { overrideOf } from "../../../.dagger/lib/targets/compose/override.js"
import { troubleOf } from "../../../.dagger/lib/targets/compose/trouble.js"
import { minimal, yamlOf } from "../../config/config-text.js"
import { release } from "../conformance/stage.js"
import { environment } from "./subject.js"

describe("what a failure means", () => {
  it.each([
    ["Host key verification failed.", "refused", "not among options.knownHosts"],
    ["deploy@host: Permission denied (publickey).", "refused", "does not accept the SSH key"],
    [
      'Load key "/run/shipway/key": error in libcrypto\ndeploy@host: Permission denied (publickey).',
      "refused",
      "no private key",
    ],
    [
      "Got permission denied while trying to connect to the Docker daemon socket",
      "refused",
      "may not use the host's Docker",
    ],
    ["sh: 1: docker: not found", "refused", "no docker command"],
    ["ssh: Could not resolve hostname nowhere: Name or service not known", "lost", "cannot be resolved"],
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "lost",
      "cannot be reached",
    ],
    [
      "error during connect: Post http://docker/v1.41: command [ssh] has exited: Connection reset by peer",
      "lost",
      "cannot be reached",
    ],
    ["Error response from daemon: manifest unknown: manifest unknown", "refused", "does not have the image"],
    [
      "Error response from daemon: Head https://r/v2: unauthorized: authentication required",
      "refused",
      "does not let the host pull",
    ],
    ["no such service: web", "refused", "does not have the service"],
    ["open /project/compose.yaml: no such file or directory", "refused", "is not there"],
    ["Bind for 0.0.0.0:80 failed: port is already allocated", "refused", "a port of the service is taken"],
    ["write /var/lib/docker/tmp: no space left on device", "refused", "disk is full"],
    ["dependency failed to start: container db is unhealthy", "refused", "exit code 1: dependency failed to start"],
  ])("%s", (stderr, kind, words) => {
    const trouble = troubleOf({ exitCode: 1, stdout: "", stderr })
    expect(trouble.kind).toBe(kind)
    expect(trouble.reason).toContain(words)
    expect(trouble.reason).toContain(stderr)
    expect(trouble.advice).toMatch(/\.$/)
  })

  it("time that is up is nothing that is known", () => {
    expect(troubleOf({ exitCode: 124, stdout: "", stderr: "no answer within 60 s" })).toMatchObject({ kind: "lost" })
  })
})

/** As Compose reads a value: $$ is a dollar, anything else with a dollar would be replaced. */
function interpolated(text: string): string {
  expect(text.replaceAll("$$", "")).not.toContain("$")
  return text.replaceAll("$$", "$")
}

it("every variable arrives as it was written, and a label says so too", () => {
  const names = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/)
  fc.assert(
    fc.property(fc.dictionary(names, fc.string({ unit: "grapheme" })), (variables) => {
      const text = overrideOf({ service: "app", release: release(1), variables, secrets: ["secret"] })
      const { app } = (
        JSON.parse(text) as { services: { app: Record<"environment" | "labels", Record<string, string>> } }
      ).services
      const { secret, ...environment } = app.environment
      const read = (all: Record<string, string>) =>
        Object.fromEntries(Object.entries(all).map(([name, value]) => [name, interpolated(value)]))

      expect(secret).toBeNull()
      expect(read(environment)).toEqual({ ...variables })
      expect(readLabels(read(app.labels), "production", "then")).toEqual({
        ...release(1),
        environment: "production",
        variables: { ...variables },
        at: "then",
      })
    }),
  )
})

it.each([
  ["none", {}],
  ["without a digest", { ...labelsOf(release(1), {}), "shipway.digest": "" }],
  ["with variables that are none", { ...labelsOf(release(1), {}), "shipway.variables": "[1]" }],
  ["with variables that break off", { ...labelsOf(release(1), {}), "shipway.variables": '{"A":' }],
])("labels that are not whole say nothing: %s", (_, labels) => {
  expect(readLabels(labels, "production", "then")).toBeUndefined()
})

describe("a config", () => {
  const problems = (production: object, staging: object = {}) => {
    const image = { repository: "registry.example/shop" }
    try {
      loadConfig(yamlOf({ ...minimal, image, environments: { staging, production } }), "shipway.yaml")
      return "none"
    } catch (error) {
      return (error as Error).message
    }
  }
  const withOptions = (more: object) => ({ ...environment, options: { ...environment.options, ...more } })

  it.each([
    ["a host that is whole", environment, "none"],
    ["a socket", { ...environment, options: { host: "unix:///var/run/docker.sock" } }, "none"],
    ["ssh without its keys", { ...environment, options: { host: "ssh://me@host:2222" } }, "`ssh-keyscan -p 2222 host`"],
    ["ssh without a user", withOptions({ host: "ssh://host" }), "ssh://user@host"],
    ["tcp", withOptions({ host: "tcp://host:2375" }), "ssh://user@host"],
    ["a password in the address", withOptions({ host: "ssh://me:secret@host" }), "ssh://user@host"],
    ["an option of ssh in the address", withOptions({ host: "ssh://-oProxyCommand=x@host" }), "ssh://user@host"],
    ["a file that is elsewhere", withOptions({ file: "../compose.yaml" }), "a path below the source"],
    ["a key without its host", withOptions({ knownHosts: ["ssh-ed25519 AAAA"] }), "a line of known_hosts"],
    [
      "no address of its own",
      { ...environment, url: undefined },
      "compose cannot say where it is reached: declare url:",
    ],
  ])("%s", (_, production, words) => {
    expect(problems(production)).toContain(words)
  })

  it("two environments are not one project on one host", () => {
    const both = withOptions({ project: "shop" })
    expect(problems(both, both)).toContain("staging is the same service of shop on the same host")
    expect(problems(environment, environment)).toBe("none")
  })
})
