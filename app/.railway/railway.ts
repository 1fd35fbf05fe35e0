// Railway's own description of the sample's project, for its command line (railway config plan, railway config apply).
// Nothing here builds or tests it, and Shipway does not read it.
import { defineRailway, postgres, preserve, project, redis, service } from "railway/iac"

export default defineRailway(() => {
  const database = postgres("postgres")
  const cache = redis("redis")

  const roneira = service("roneira", {
    // No source: the image is Shipway's to set, by digest, and an apply must not set it back.
    deploy: {
      healthcheckPath: "/health",
      healthcheckTimeout: 120,
      restartPolicyType: "ON_FAILURE",
      restartPolicyMaxRetries: 5,
      numReplicas: 1,
      overlapSeconds: 10,
      drainingSeconds: 30,
    },
    env: {
      REDIS_URL: cache.env.REDIS_URL,
      // Set by each release; the database's is its public address, for Shipway migrates from outside.
      DATABASE_URL: preserve(),
      APP_VERSION: preserve(),
      GIT_SHA: preserve(),
      IMAGE_DIGEST: preserve(),
      LOG_LEVEL: preserve(),
      SHIPWAY_RELEASES: preserve(),
    },
  })

  return project("roneira", { resources: [database, cache, roneira] })
})
