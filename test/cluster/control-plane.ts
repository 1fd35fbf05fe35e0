/**
 * Owns a real Kubernetes control plane as a service: etcd, API server, scheduler and controllers, with a node of our own.
 * Built from Go modules by whichever engine runs the tests, on first demand; see docs/decisions/0012-kubernetes.md.
 */
import { CacheSharingMode, type Container, dag, type Service } from "@dagger.io/dagger"
import { IMAGES } from "../../.dagger/lib/images.js"

const HERE = "test/cluster/control-plane"
const DEBIAN = "python:3.11-slim"

/** Compiling is what takes minutes: a build that was broken off goes on from there. */
export function built(): Container {
  const cache = (name: string) => dag.cacheVolume(`shipway-control-plane-${name}`)
  return dag
    .container()
    .from(IMAGES.go)
    .withMountedCache("/cache/build", cache("build"), { sharing: CacheSharingMode.Locked })
    .withMountedCache("/cache/mod", cache("mod"), { sharing: CacheSharingMode.Locked })
    .withEnvVariable("GOCACHE", "/cache/build")
    .withEnvVariable("GOMODCACHE", "/cache/mod")
    .withWorkdir("/control-plane")
    .withDirectory(".", dag.host().directory(HERE, { include: ["*.go", "build.sh"] }))
    .withExec(["sh", "build.sh"])
}

export interface Tokens {
  admin: string
  limited: string
}

export function controlPlane(name: string, { admin, limited }: Tokens): Service {
  return dag
    .container()
    .from(DEBIAN)
    .withDirectory("/usr/local/bin", built().directory("/built"))
    .withDirectory("/", dag.host().directory(HERE, { include: ["start.sh"] }))
    .withEnvVariable("ADMIN_TOKEN", admin)
    .withEnvVariable("LIMITED_TOKEN", limited)
    .withEnvVariable("TEST_RUN", name)
    .withExposedPort(6443)
    .withDefaultArgs(["bash", "/start.sh"])
    .asService()
    .withHostname(name)
}
