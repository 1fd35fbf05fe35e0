/** Owns the rules over environments. Pure. */
import { declarations } from "../targets/declarations.js"
import { ENVIRONMENTS } from "../names.js"
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

/** A cluster holds its own secrets, and does not know under which address it is reached. */
const clustersKeepTheirSecrets: Rule = (config) =>
  ENVIRONMENTS.flatMap((name): Issue[] => {
    const environment = config.environments?.[name]
    if (environment?.target !== "kubernetes") return []
    const path = (key: string) => ["environments", name, key]
    return [
      ...Object.keys(environment.secrets ?? {}).map((variable) => ({
        path: [...path("secrets"), variable],
        message: "a cluster keeps its own secrets: refer to one with secretKeyRef in the manifests",
      })),
      ...(environment.url === undefined
        ? [{ path: path("url"), message: "kubernetes does not know where it is reached from outside: declare url" }]
        : []),
    ]
  })

export const environmentRules: Rule[] = [
  migrationsReachTheirDatabase,
  variableOrSecret,
  platformsNeedARegistry,
  clustersKeepTheirSecrets,
]
