/** Shows that the sample's blueprint is written in the field names that Render takes today. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import { loadConfig } from "../../../.dagger/lib/config/load.js"

const text = readFileSync("app/deploy/render.yaml", "utf8")

/** Out of Render's blueprint schema, which is under no licence and so not copied: what this file uses, and nothing else. */
const name = z.string().regex(/^[a-z][a-z0-9-]*$/)
const region = z.enum(["oregon", "ohio", "virginia", "frankfurt", "singapore"])
const EnvVar = z.union([
  z.strictObject({ key: z.string(), value: z.string() }),
  z.strictObject({ key: z.string(), sync: z.literal(false) }),
  z.strictObject({
    key: z.string(),
    fromService: z.strictObject({ type: z.enum(["web", "pserv", "keyvalue"]), name, property: z.string() }),
  }),
])
const Web = z.strictObject({
  type: z.literal("web"),
  name,
  runtime: z.literal("image"),
  plan: z.enum(["free", "starter", "standard", "pro"]),
  region,
  numInstances: z.int().min(1),
  image: z.strictObject({ url: z.string() }),
  healthCheckPath: z.string().startsWith("/"),
  autoDeployTrigger: z.enum(["commit", "checksPass", "off"]),
  maxShutdownDelaySeconds: z.int().min(1).max(300),
  envVars: z.array(EnvVar),
})
const KeyValue = z.strictObject({
  type: z.literal("keyvalue"),
  name,
  plan: z.enum(["free", "starter", "standard", "pro"]),
  region,
  ipAllowList: z.array(z.strictObject({ source: z.string(), description: z.string().optional() })),
})
const Blueprint = z.strictObject({
  services: z.array(z.discriminatedUnion("type", [Web, KeyValue])),
  databases: z.array(z.strictObject({ name, plan: z.string(), region, postgresMajorVersion: z.string() })),
})

it.each(["1.1", "1.2"] as const)("is a blueprint, to a reader of YAML %s", (version) => {
  expect(() => Blueprint.parse(parse(text, { version }))).not.toThrow()
})

it.each([
  ["env", "runtime: image", "env: image"],
  ["autoDeploy", 'autoDeployTrigger: "off"', "autoDeploy: false"],
  ["redis", "type: keyvalue\n", "type: redis\n"],
  ["an off without quotes", '"off"', "off"],
])("would be refused with the old name %s", (_, today, before) => {
  const old = text.replace(today, before)

  expect(old).not.toBe(text)
  expect(Blueprint.safeParse(parse(old, { version: "1.1" })).success).toBe(false)
})

it("fits the sample: its port, its health path, and every service it needs", () => {
  const { image, services } = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml")
  const [web] = Blueprint.parse(parse(text)).services.filter((service) => service.type === "web")
  const variables = new Map(web!.envVars.map((one) => [one.key, one]))

  expect(web!.healthCheckPath).toBe(image!.healthPath)
  expect(variables.get("PORT")).toEqual({ key: "PORT", value: String(image!.port) })
  for (const { variable } of services) expect(variables.has(variable), variable).toBe(true)
})
