/** Owns a Docker host for tests: a real daemon and sshd in one privileged service, and two registries that it pulls from. */
import { type Container, dag, ImageLayerCompression, type Secret, type Service } from "@dagger.io/dagger"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { IMAGES } from "../../../.dagger/lib/images.js"
import type { Image } from "../../../.dagger/lib/targets/target.js"
import { guarded, PASSWORD, USER } from "../guarded-registry.js"
import { command, throughTunnel } from "../harness.js"

const DAEMON = "docker:28-dind"
const HOST = "docker-host"

export interface TestHost {
  knownHost: string
  key: string
  sshKey: Secret
  /** Pushes an image of the little shop, and answers with what the host would pull. */
  publish(tag: string, start: string): Promise<Image>
  /** The same, to a registry that asks for a user and a password. */
  publishGuarded(tag: string, start: string): Promise<Image>
  /** The daemon's socket, as it would be on the machine that the command line runs on. */
  socket(): Promise<{ path: string; close(): Promise<void> }>
  /** Runs a shell script as root on the host itself. */
  root(script: string): Promise<string>
  stop(): Promise<unknown>
}

/** Where an engine cannot pull the images, they are built now. */
export async function startHost(): Promise<TestHost> {
  const built = await command("engine/image", [IMAGES.docker, DAEMON])
  if (built.exitCode !== 0) throw new Error(built.stderr)
  const [keys, key, hostKey] = await makeKeys()
  const registry = dag
    .container()
    .from(IMAGES.registry)
    .withEnvVariable("TEST_RUN", crypto.randomUUID())
    .withExposedPort(5000)
    .asService({ useEntrypoint: true })
  const closed = guarded()
  const service = daemon(
    keys,
    { registry, guarded: closed },
    await readFile("test/engine/docker-host/start.sh", "utf8"),
  )
  await service.start()
  const sshKey = dag.setSecret(`ssh-key-${crypto.randomUUID()}`, key)
  const knownHost = `${HOST} ${hostKey.split(" ").slice(0, 2).join(" ")}`
  return {
    key,
    sshKey,
    knownHost,
    publish: (tag, start) => publish(registry, "registry:5000/shop", tag, start),
    publishGuarded: (tag, start) => publish(closed, "guarded:5000/shop", tag, start),
    socket: () => socketOf(service),
    root: (script) => asRoot(sshKey, knownHost, script),
    stop: () => service.stop({ kill: true }),
  }
}

async function makeKeys(): Promise<[Container, string, string]> {
  const script =
    "mkdir /keys && ssh-keygen -q -t ed25519 -N '' -f /keys/host_key && ssh-keygen -q -t ed25519 -N '' -f /keys/user && cp /keys/user.pub /keys/authorized_keys"
  const keys = dag
    .container()
    .from(IMAGES.docker)
    .withEnvVariable("TEST_RUN", crypto.randomUUID())
    .withExec(["sh", "-ec", script])
  return [keys, await keys.file("/keys/user").contents(), await keys.file("/keys/host_key.pub").contents()]
}

/** A tunnel has a port; who wants a socket gets one that leads there. */
async function socketOf(service: Service): Promise<{ path: string; close(): Promise<void> }> {
  const { port } = new URL(await throughTunnel(service, 2375))
  const folder = await mkdtemp(join(tmpdir(), "shipway-docker-"))
  const path = join(folder, "docker.sock")
  const server = createServer((near) => {
    const far = connect(Number(port), "127.0.0.1")
    near.on("error", () => far.destroy()).pipe(far)
    far.on("error", () => near.destroy()).pipe(near)
  })
  await new Promise<void>((ready) => server.listen(path, ready))
  return {
    path,
    close: async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function daemon(keys: Container, registries: Record<string, Service>, start: string): Service {
  const install =
    "apk add --no-cache openssh-server 2>/dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends openssh-server >/dev/null; }"
  const base = dag.container().from(DAEMON).withExec(["sh", "-ec", install])
  return Object.entries(registries)
    .reduce<Container>((all, [name, registry]) => all.withServiceBinding(name, registry), base)
    .withDirectory("/keys", keys.directory("/keys"))
    .withNewFile("/start.sh", start)
    .withMountedTemp("/var/lib/docker")
    .withEnvVariable("DOCKER_TLS_CERTDIR", "")
    .withExposedPort(22)
    .withExposedPort(2375)
    .asService({ args: ["sh", "/start.sh"], insecureRootCapabilities: true })
    .withHostname(HOST)
}

async function publish(registry: Service, repository: string, tag: string, start: string): Promise<Image> {
  const pushed = await dag
    .container()
    .withRegistryAuth("localhost:5000", USER, dag.setSecret("registry-password", PASSWORD))
    .from(IMAGES.shell)
    .withNewFile("/www/version", tag)
    .withDefaultArgs(["sh", "-c", `${start}; exec httpd -f -p 8000 -h /www`])
    // Docker 20.10 reads no other compression, and the base image may have one.
    .publish(`localhost:5000/shop:${tag}`, { registryService: registry, forcedCompression: ImageLayerCompression.Gzip })
  return { repository, tag, digest: pushed.split("@")[1]! }
}

function asRoot(sshKey: Secret, knownHost: string, script: string): Promise<string> {
  return dag
    .container()
    .from(IMAGES.docker)
    .withMountedSecret("/key", sshKey, { mode: 0o400 })
    .withNewFile("/known_hosts", `${knownHost}\n`)
    .withEnvVariable("TEST_RUN", crypto.randomUUID())
    .withExec(["ssh", "-i", "/key", "-o", "UserKnownHostsFile=/known_hosts", `root@${HOST}`, script])
    .stdout()
}
