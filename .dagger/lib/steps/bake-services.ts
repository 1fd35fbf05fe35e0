/** Owns the two services of a bake: Prometheus, and the light load that reports its own series to it. */
import { dag, type Service } from "@dagger.io/dagger"
import type { Bake } from "../config/bake-schema.js"
import type { ResolvedConfig } from "../config/resolve.js"
import { IMAGES } from "../images.js"
import { longestSeconds } from "../observability/watch.js"
import { withRules } from "./alert-rules.js"
import { SCRIPT, withLoad } from "./k6.js"

export const PROMETHEUS_PORT = 9090
const HOST = "prometheus"
/** A series counts as gone after this many intervals without a sample; the default of 5 min outlasts a bake. */
const STALE_INTERVALS = 5

export function prometheusService(settings: string, rules: string, bake: Bake, nonce: string): Service {
  return withRules(dag.container().from(IMAGES.prometheus), settings, rules)
    .withEnvVariable("SHIPWAY_ATTEMPT", nonce)
    .withExposedPort(PROMETHEUS_PORT)
    .asService({
      args: [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        "--web.enable-remote-write-receiver",
        `--query.lookback-delta=${STALE_INTERVALS * bake.intervalSeconds}s`,
      ],
      useEntrypoint: true,
    })
}

/** Long enough for the longest bake; whoever watches stops it. */
export function bakeLoad({ bake, load }: ResolvedConfig, base: string, prometheus: Service, nonce: string): Service {
  const plan = {
    base,
    ratePerSecond: bake!.load.ratePerSecond,
    durationSeconds: longestSeconds(bake!),
    endpoints: bake!.load.endpoints ?? load!.scenarios.flatMap(({ endpoints }) => endpoints),
  }
  return withLoad(dag.container().from(IMAGES.k6), plan, "/tmp/summary.json", nonce)
    .withServiceBinding(HOST, prometheus)
    .withEnvVariable("K6_PROMETHEUS_RW_SERVER_URL", `http://${HOST}:${PROMETHEUS_PORT}/api/v1/write`)
    .withEnvVariable("K6_PROMETHEUS_RW_PUSH_INTERVAL", `${bake!.intervalSeconds}s`)
    .withEnvVariable("K6_PROMETHEUS_RW_TREND_STATS", "avg,p(95),max")
    .asService({ args: ["k6", "run", "--quiet", "--out", "experimental-prometheus-rw", SCRIPT] })
}
