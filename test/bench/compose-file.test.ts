/** Shows that docker compose is given every step, in the image of its toolchain, after what it needs, and with what it reads. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { composeFile, databases, imageOf, toolsDockerfile } from "../../bench/host/compose-file.js"
import { stepsOf, toolchainsOf } from "../../bench/host/steps.js"

interface Service {
  image: string
  command?: string[]
  profiles?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  build?: { target?: string }
  depends_on?: Record<string, { condition: string }>
}

const read = (path: string) => readFileSync(path, "utf8")
const config = loadConfig(read("shipway.yaml"), "shipway.yaml")
const steps = stepsOf(config, read("Dockerfile"))
const ran = steps.filter(({ name }) => /^(lint|test)-/.test(name))
const toolchains = toolchainsOf(config)
const services = (JSON.parse(composeFile(steps, config)) as { services: Record<string, Service> }).services
const dockerfile = toolsDockerfile(config)
/** The lines of one stage, without the first. */
const stage = (name: string) => {
  const [, lines] = new RegExp(`^FROM \\S+ AS ${name}\n([^]*?)(?=^FROM |(?![^]))`, "m").exec(dockerfile)!
  return lines!
}

describe("the compose file", () => {
  it("ends well when every tool and every suite did", () => {
    expect(ran.length).toBe(config.lint.length + config.tests.length)
    expect(services["all"]!.depends_on).toEqual(
      Object.fromEntries(ran.map(({ name }) => [name, { condition: "service_completed_successfully" }])),
    )
  })

  it("runs each step in the image of the toolchain that it needs", () => {
    for (const { name, needs } of ran) {
      const [toolchain, ...others] = needs.filter((need) => need in toolchains)
      expect([name, others, services[name]!.image]).toEqual([name, [], imageOf(toolchain!)])
      expect(services[name]!.command).toEqual(["sh", `/steps/${name}.sh`])
    }
    expect(services["lint-safety"]!.image).not.toBe(services["lint-black"]!.image)
  })

  it("starts a step after the suites and the servers that it needs, and after nothing else", () => {
    for (const { name, needs } of ran) {
      const servers = needs.includes("servers") ? ["postgres", "redis"] : []
      const suites = needs.filter((need) => need.startsWith("test-"))
      expect([name, Object.keys(services[name]!.depends_on!).toSorted()]).toEqual([
        name,
        [...servers, ...suites].toSorted(),
      ])
    }
    expect(services["test-api"]!.depends_on).toEqual({
      "test-unit": { condition: "service_completed_successfully" },
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
    })
  })

  it("gives a step every variable and folder that its shell reads", () => {
    for (const { name, script } of ran) {
      const own = [...script.matchAll(/\b([A-Z_]+)=/g)].map(([, variable]) => variable)
      const asked = [...script.matchAll(/\$\{?([A-Z_]+)/g)].map(([, variable]) => variable!)
      const known = [...Object.keys(services[name]!.environment!), ...own, "PATH"]
      expect([name, asked.filter((variable) => !known.includes(variable))]).toEqual([name, []])
      const mounted = services[name]!.volumes!.map((volume) => volume.split(":")[1])
      expect(mounted).toEqual(["/repo", "/steps", "/out"])
    }
  })

  it("builds nothing by itself: what is built beside the run is in a profile of its own", () => {
    const built = Object.entries(services).filter(([, { build }]) => build)
    expect(built.map(([name]) => name).toSorted()).toEqual([...Object.keys(toolchains), "image"].toSorted())
    for (const [name, { profiles }] of built) expect([name, profiles]).toEqual([name, ["build"]])
  })
})

describe("the tools' images", () => {
  it("are one for each toolchain of the config, from its own image", () => {
    const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(([, image, name]) => [name, image])
    expect(Object.fromEntries(stages)).toEqual(
      Object.fromEntries(Object.entries(toolchains).map(([name, { image }]) => [name, image])),
    )
    expect(steps.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(toolchains)))
  })

  it("are built anew for another lock file or another step, and for nothing else", () => {
    for (const [name, { lockFiles }] of Object.entries(toolchains)) {
      const copied = [...stage(name).matchAll(/^COPY (\S+) /gm)].map(([, path]) => path)
      expect(copied).toEqual([...lockFiles.map((path) => `repository/app/${path}`), `steps/${name}.sh`])
      expect(stage(name)).toContain(`RUN sh /steps/${name}.sh\n`)
    }
  })
})

it("makes a database for each suite that asks for the servers", () => {
  const asked = steps.filter(({ name, needs }) => name.startsWith("test-") && needs.includes("servers"))
  expect(asked.length).toBeGreaterThan(1)
  expect(databases(steps)).toBe(asked.map(({ name }) => `CREATE DATABASE ${name.slice("test-".length)};\n`).join(""))
  for (const { name, script } of asked) expect(script).toContain(`$PG_ADDRESS/${name.slice("test-".length)}"`)
})
