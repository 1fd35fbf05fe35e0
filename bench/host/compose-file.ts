/** Owns the same steps as services of docker compose: tools in images of their own, suites that wait for what they need. Pure. */
import type { ResolvedConfig } from "../../.dagger/lib/config/resolve.js"
import { IMAGES } from "../../.dagger/lib/images.js"
import { type Step, toolchainsOf } from "./steps.js"

/** The folders are the way's, as the containers see them. */
const ENVIRONMENT = {
  REPO: "/repo",
  STEPS: "/steps",
  OUT: "/out",
  STATE: "/state",
  PYTHON: "python3",
  PG_ADDRESS: "postgres:5432",
  REDIS_ADDRESS: "redis:6379",
  LANG: "C.UTF-8",
}

const healthy = (...test: string[]) => ({ test: ["CMD", ...test], interval: "500ms", timeout: "5s", retries: 240 })

/** One of each for all suites, and no fsync: as the other ways have them. */
const SERVERS = {
  postgres: {
    image: IMAGES.postgres,
    command: ["postgres", "-c", "fsync=off"],
    environment: { POSTGRES_USER: "postgres", POSTGRES_HOST_AUTH_METHOD: "trust" },
    volumes: ["./databases.sql:/docker-entrypoint-initdb.d/databases.sql:ro"],
    healthcheck: healthy("pg_isready", "--host", "127.0.0.1", "--username", "postgres"),
  },
  redis: {
    image: IMAGES.redis,
    command: ["redis-server", "--save", "", "--appendonly", "no"],
    healthcheck: healthy("redis-cli", "ping"),
  },
}

/** Each installing step as a stage: its layer is kept while the lock files are the same. */
export function toolsDockerfile(config: ResolvedConfig): string {
  return Object.entries(toolchainsOf(config))
    .map(([name, { image, lockFiles }]) => {
      const folder = config.directory === "." ? "" : `/${config.directory}`
      const copies = lockFiles.map((path) => `COPY repository${folder}/${path} /repo${folder}/${path}`)
      const variables = ["REPO", "STATE", "PYTHON"].map(
        (key) => `${key}=${ENVIRONMENT[key as keyof typeof ENVIRONMENT]}`,
      )
      return [
        `FROM ${image} AS ${name}`,
        `ENV ${variables.join(" ")}`,
        ...copies,
        `COPY steps/${name}.sh /steps/${name}.sh`,
        `RUN sh /steps/${name}.sh\n`,
      ].join("\n")
    })
    .join("\n")
}

/** As JSON, which is YAML as well. `all` ends well when every step did. */
export function composeFile(steps: readonly Step[], config: ResolvedConfig): string {
  const toolchains = Object.keys(toolchainsOf(config))
  const run = steps.filter(({ name }) => /^(lint|test)-/.test(name))
  const services = {
    ...SERVERS,
    ...Object.fromEntries(run.map((step) => [step.name, stepService(step, toolchains)])),
    all: {
      image: imageOf("tools"),
      command: ["true"],
      depends_on: Object.fromEntries(run.map(({ name }) => [name, { condition: "service_completed_successfully" }])),
    },
    ...Object.fromEntries(
      toolchains.map((name) => [
        name,
        {
          image: imageOf(name),
          profiles: ["build"],
          build: { context: ".", dockerfile: "Dockerfile.tools", target: name },
        },
      ]),
    ),
    image: { image: imageOf("app"), profiles: ["build"], build: { context: "repository" } },
  }
  return `${JSON.stringify({ name: "shipway-bench", services }, null, 2)}\n`
}

export const imageOf = (name: string) => `shipway-bench-${name}`

function stepService({ name, needs }: Step, toolchains: readonly string[]): object {
  const waits = needs.filter((need) => need.startsWith("test-"))
  return {
    image: imageOf(needs.find((need) => toolchains.includes(need))!),
    command: ["sh", `/steps/${name}.sh`],
    environment: ENVIRONMENT,
    volumes: ["./repository:/repo", "./steps:/steps:ro", "./out:/out"],
    depends_on: {
      ...Object.fromEntries(waits.map((need) => [need, { condition: "service_completed_successfully" }])),
      ...(needs.includes("servers") && {
        postgres: { condition: "service_healthy" },
        redis: { condition: "service_healthy" },
      }),
    },
  }
}

/** What the first start of Postgres runs: a database for each suite. */
export function databases(steps: readonly Step[]): string {
  const suites = steps.filter(({ name, needs }) => name.startsWith("test-") && needs.includes("servers"))
  return suites.map(({ name }) => `CREATE DATABASE ${name.slice("test-".length)};\n`).join("")
}
