/** Owns the rules over environments. Pure. */
import type { Declaration } from "../targets/declaration.js"
import { declarations } from "../targets/declarations.js"
import { ENVIRONMENTS } from "../../src/names.js"
import type { Issue, Rule } from "./rules.js"

/** Where the platform has no shell, the engine migrates: without its address it would reach no database, or a wrong one. */
const migrationsReachTheirDatabase: Rule = (config) =>
  config.image?.migrate === undefined
    ? []
    : ENVIRONMENTS.flatMap((name): Issue[] => {
        const environment = config.environments?.[name]
        if (!environment || environment.target === "local") return []
        if (declarations[environment.target].migratesIn !== "engine") return []
        const databases = Object.values(config.services ?? {}).filter(({ kind }) => kind === "postgres")
        const wanted = databases.map(({ variable }) => variable)
        const lacking = wanted.filter((variable) => environment.secrets?.[variable] === undefined)
        const secrets = Object.keys(environment.secrets ?? {}).length
        if (wanted.length > 0 ? lacking.length === 0 : secrets > 0) return []
        const example = lacking[0] ?? "DATABASE_URL"
        return [
          {
            path: ["environments", name, "secrets"],
            message: `image.migrate runs in the engine for ${environment.target} and needs the database: declare ${example}: env://NAME`,
          },
        ]
      })

/** The platform would get whichever was written last. */
const variableOrSecret: Rule = (config) =>
  ENVIRONMENTS.flatMap((name): Issue[] => {
    const environment = config.environments?.[name]
    if (!environment || environment.target === "local") return []
    const plain = { ...config.image?.variables, ...environment.variables }
    return Object.keys(environment.secrets ?? {})
      .filter((variable) => variable in plain)
      .map((variable) => ({
        path: ["environments", name, "secrets", variable],
        message: "is among variables: as well; take one out",
      }))
  })

/** Nobody else can pull from the registry inside the engine. */
const platformsNeedARegistry: Rule = (config) =>
  ENVIRONMENTS.flatMap((name): Issue[] => {
    const target = config.environments?.[name]?.target ?? "local"
    if (target === "local" || !config.image || config.image.repository !== undefined) return []
    return [
      {
        path: ["environments", name, "target"],
        message: `${target} pulls the image from a registry: declare image.repository`,
      },
    ]
  })

/** Or every probe would have nothing to ask. */
const someAddressIsKnown: Rule = (config) =>
  ENVIRONMENTS.flatMap((name): Issue[] => {
    const environment = config.environments?.[name]
    if (!environment || environment.target === "local" || environment.url !== undefined) return []
    const declaration: Declaration = declarations[environment.target]
    if (!declaration.needsUrl) return []
    return [
      { path: ["environments", name], message: `${environment.target} cannot say where it is reached: declare url:` },
    ]
  })

/** One project on one host is one environment; the other would be replaced. */
const dockerHostsAreShared: Rule = ({ project, environments }) => {
  const [staging, production] = ENVIRONMENTS.map((name) => {
    const environment = environments?.[name]
    if (environment?.target !== "compose") return undefined
    const { options } = environment
    return { host: options.host, project: options.project ?? `${project}-${name}`, service: options.service }
  })
  if (!staging || !production || staging.host !== production.host) return []
  if (staging.project !== production.project || staging.service !== production.service) return []
  const message = `staging is the same service of ${production.project} on the same host; give each a project of its own`
  return [{ path: ["environments", "production", "options", "project"], message }]
}

/** Or they would stand in the Deployment for everybody to read. */
const clustersKeepTheirSecrets: Rule = (config) =>
  ENVIRONMENTS.flatMap((name): Issue[] => {
    const environment = config.environments?.[name]
    if (environment?.target !== "kubernetes") return []
    return Object.keys(environment.secrets ?? {}).map((variable) => ({
      path: ["environments", name, "secrets", variable],
      message: "a cluster keeps its own secrets: refer to one with secretKeyRef in the manifests",
    }))
  })

export const environmentRules: Rule[] = [
  someAddressIsKnown,
  dockerHostsAreShared,
  migrationsReachTheirDatabase,
  variableOrSecret,
  platformsNeedARegistry,
  clustersKeepTheirSecrets,
]
