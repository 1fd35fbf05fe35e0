/** Owns every image that Shipway itself pulls, each by a version tag and never by latest; a config names others. */

export const IMAGES = {
  // renovate: datasource=docker depName=busybox
  shell: "busybox:1.37.0",
  // renovate: datasource=docker depName=python
  python: "python:3.11-slim",
  // renovate: datasource=docker depName=node
  node: "node:24-slim",
  // renovate: datasource=docker depName=golang
  go: "golang:1.26-alpine",
  // renovate: datasource=docker depName=postgres
  postgres: "postgres:15-alpine",
  // renovate: datasource=docker depName=redis
  redis: "redis:7-alpine",
  // renovate: datasource=docker depName=registry
  registry: "registry:2",
  // renovate: datasource=docker depName=anchore/syft
  syft: "anchore/syft:v1.18.1",
  // renovate: datasource=docker depName=regclient/regctl
  regctl: "regclient/regctl:v0.11.7",
  // renovate: datasource=docker depName=docker
  docker: "docker:28-cli",
  // renovate: datasource=docker depName=grafana/k6
  k6: "grafana/k6:2.2.0",
  // renovate: datasource=docker depName=alpine/k8s
  kubectl: "alpine/k8s:1.34.1",
  // renovate: datasource=docker depName=prom/prometheus
  prometheus: "prom/prometheus:v2.42.0",
} as const satisfies Record<string, string>
