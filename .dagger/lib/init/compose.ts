/** Owns what a compose file says about the services that the app needs. Pure. */
import { parse } from "yaml"
import { IMAGES } from "../images.js"
import type { ProposedService, Reasoned } from "./proposal.js"

const KINDS = { postgres: /(^|\/)(postgres|postgis|pgvector)(:|@|$)/, redis: /(^|\/)(redis|valkey)(:|@|$)/ } as const
const VARIABLES = { postgres: "DATABASE_URL", redis: "REDIS_URL" } as const
const VARIABLE = /^[A-Za-z_]\w*$/

export interface FromCompose {
  services: Record<string, Reasoned<ProposedService>>
  /** Names of services that there is no kind for. */
  others: string[]
}

export function servicesFrom(file: string, text: string): FromCompose {
  const all = Object.entries(servicesIn(text))
  const found: FromCompose = { services: {}, others: [] }
  for (const [name, service] of all) {
    const image = typeof service.image === "string" ? service.image : undefined
    const kind = image ? (["postgres", "redis"] as const).find((one) => KINDS[one].test(image)) : undefined
    if (!kind) {
      if (image && !service.build) found.others.push(name)
      continue
    }
    // One instance of each kind is all that a suite gets.
    if (found.services[kind]) continue
    const variable = variableFor(
      name,
      all.map(([, other]) => other),
    )
    const same = image === IMAGES[kind]
    found.services[kind] = {
      value: { kind, variable: variable ?? VARIABLES[kind], ...(same ? {} : { image: image! }) },
      why: [
        variable
          ? `${file} hands ${name} to the app in ${variable}.`
          : `${file} has ${name}; write the variable in which the app looks for its URL.`,
      ],
    }
  }
  return found
}

interface ComposeService {
  image?: unknown
  build?: unknown
  environment?: unknown
}

function servicesIn(text: string): Record<string, ComposeService> {
  try {
    const { services } = (parse(text) ?? {}) as { services?: unknown }
    const entries = typeof services === "object" && services !== null ? Object.entries(services) : []
    return Object.fromEntries(entries.filter(([, one]) => typeof one === "object" && one !== null))
  } catch {
    return {}
  }
}

/** The variable of another service whose value is a URL with this one's name as its host. */
function variableFor(name: string, services: ComposeService[]): string | undefined {
  const host = new RegExp(`(//|@)${name.replaceAll(/[^\w-]/g, ".")}(:|/|$)`)
  return services
    .flatMap(({ environment }) => pairs(environment))
    .find(([variable, value]) => VARIABLE.test(variable) && host.test(value))?.[0]
}

function pairs(environment: unknown): [string, string][] {
  if (Array.isArray(environment))
    return environment.map((line): [string, string] => {
      const [variable = "", ...value] = String(line).split("=")
      return [variable, value.join("=")]
    })
  return typeof environment === "object" && environment !== null
    ? Object.entries(environment).map(([variable, value]) => [variable, String(value)])
    : []
}
