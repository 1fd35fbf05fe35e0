/** Owns a Docker host in memory, for the commands that the target gives: images, containers, volumes, and Compose's `up`. */
import type { Given } from "../../../.dagger/lib/targets/compose/connect.js"
import type { Ended } from "../../../.dagger/lib/targets/compose/trouble.js"
import { labelsIn, refused, well } from "./answers.js"
import { FakeMigrations, type Time } from "./fake-migrations.js"

export interface Container {
  id: string
  name: string
  image: string
  labels: Record<string, string>
  environment: Record<string, string>
  created: string
  restarts: number
  status: string
  health: string | undefined
}

interface Override {
  services: Record<
    string,
    { image: string; labels: Record<string, string>; environment: Record<string, string | null> }
  >
}

export class FakeDocker {
  readonly images = new Map<string, { digests: Set<string>; tags: Set<string> }>()
  readonly volumes = new Map<string, Record<string, string>>()
  containers: Container[] = []
  locks: Container[] = []
  /** What an `up` makes of the container that it has started. */
  starting: (container: Container) => Ended | undefined = () => undefined
  /** Answers an `up` in place of Compose. */
  upInstead: (image: string) => Ended | undefined = () => undefined
  recreated = 0
  private count = 0

  readonly migrations: FakeMigrations

  constructor(private readonly time: Time) {
    this.migrations = new FakeMigrations(time)
  }

  run(argv: readonly string[], given: Given): Ended {
    const line = argv.join(" ")
    const ofMigration = this.migrations.run(argv, given.seconds)
    if (ofMigration) return ofMigration
    if (line.startsWith("sh /shipway/look.sh")) return well(this.look())
    if (line.startsWith("docker compose")) return this.compose(argv, given)
    if (line.startsWith("docker image inspect")) return this.inspectImage(argv.at(-1)!)
    if (line.startsWith("docker pull")) return this.pull(argv.at(-1)!)
    if (line.startsWith("docker container create")) return this.createLock(argv)
    if (line.startsWith("docker container rm")) return this.removeLock(argv.at(-1)!)
    if (line.startsWith("docker tag")) return this.tag(argv.at(-2)!, argv.at(-1)!)
    if (line.startsWith("docker volume create")) return this.createVolume(argv)
    if (line.startsWith("docker volume rm")) return this.removeVolumes(argv.slice(3))
    if (line.startsWith("docker image rm")) return this.untag(argv.at(-1)!)
    if (line.startsWith("docker container logs")) return well("its last words\n")
    if (line.startsWith("docker version")) return well("Docker 28.5.1, linux/amd64\n")
    throw new Error(`the stand-in does not know: ${line}`)
  }

  private look(): string {
    const ran = new Set(this.containers.map(({ image }) => image))
    const lines = [
      { kind: "daemon", time: new Date(this.time.now()).toISOString() },
      ...this.containers.map(({ id, name, image, labels, created, restarts, status, health }) => {
        const State = { Status: status, ExitCode: 1, OOMKilled: false, StartedAt: created }
        const state = health ? { ...State, Health: { Status: health, Log: [] } } : State
        return { kind: "container", id, name, image, labels, created, restarts, state }
      }),
      ...[...this.images]
        .filter(([id]) => ran.has(id))
        .map(([id, { digests, tags }]) => ({ kind: "image", id, digests: [...digests], tags: [...tags] })),
      ...this.locks.map(({ id, labels, created }) => ({ kind: "lock", id, labels, created })),
      ...this.migrations.lines(),
      ...[...this.volumes].map(([name, labels]) => ({ kind: "record", name, labels })),
    ]
    return lines.map((line) => `${JSON.stringify(line)}\n`).join("")
  }

  private compose(argv: readonly string[], { override }: Given): Ended {
    if (argv.includes("config")) return well("app\npostgres\n")
    if (argv.includes("down")) {
      this.containers = []
      return well()
    }
    const { app } = (JSON.parse(override!) as Override).services
    if (argv.includes("run")) return this.migrations.begin(argv, app!.labels)
    return this.upInstead(app!.image) ?? this.up(app!.image, app!.labels, app!.environment)
  }

  /** As Compose: what is the same stays; anything else is replaced before the new one is known to be well. */
  private up(reference: string, labels: Record<string, string>, variables: Record<string, string | null>): Ended {
    const plain = (all: Record<string, string | null>) =>
      Object.fromEntries(
        Object.entries(all).map(([name, value]) => [name, (value ?? "(secret)").replaceAll("$$", "$")]),
      )
    const image = idOf(reference)
    const [same] = this.containers
    const isSame = (one: Container) =>
      one.image === image && JSON.stringify(one.labels) === JSON.stringify(plain(labels))
    if (same && this.containers.every(isSame))
      return same.health === "unhealthy" ? refused(`container ${same.name} is unhealthy`) : well()
    this.recreated++
    const container: Container = {
      id: this.id(),
      name: "/shop-app-1",
      image,
      labels: plain(labels),
      environment: plain(variables),
      created: new Date(this.time.now()).toISOString(),
      restarts: 0,
      status: "running",
      health: "healthy",
    }
    this.containers = [container]
    return this.starting(container) ?? well()
  }

  private inspectImage(reference: string): Ended {
    const there = this.images.get(idOf(reference))?.digests.has(reference)
    return there ? well(`${idOf(reference)}\n`) : refused(`Error response from daemon: No such image: ${reference}`)
  }

  pull(reference: string): Ended {
    const image = this.images.get(idOf(reference)) ?? { digests: new Set<string>(), tags: new Set<string>() }
    image.digests.add(reference)
    this.images.set(idOf(reference), image)
    return well(`${reference}\n`)
  }

  private createLock(argv: readonly string[]): Ended {
    const name = argv[argv.indexOf("--name") + 1]!
    if (this.locks.some((lock) => lock.name === name))
      return refused(
        `Error response from daemon: Conflict. The container name "/${name}" is already in use by container`,
      )
    const created = new Date(this.time.now()).toISOString()
    const labels = labelsIn(argv)
    this.locks.push({
      ...{ id: this.id(), name, image: "", labels, environment: {}, created },
      ...{ restarts: 0, status: "created", health: undefined },
    })
    return well(`${this.locks.at(-1)!.id}\n`)
  }

  private removeLock(id: string): Ended {
    const before = this.locks.length
    this.locks = this.locks.filter((lock) => lock.id !== id)
    return this.locks.length < before ? well(id) : refused(`Error: No such container: ${id}`)
  }

  private tag(reference: string, tag: string): Ended {
    this.images.get(idOf(reference))!.tags.add(tag)
    return well()
  }

  private untag(tag: string): Ended {
    for (const { tags } of this.images.values()) tags.delete(tag)
    return well()
  }

  private createVolume(argv: readonly string[]): Ended {
    const name = argv.at(-1)!
    if (!this.volumes.has(name)) this.volumes.set(name, labelsIn(argv))
    return well(`${name}\n`)
  }

  private removeVolumes(names: readonly string[]): Ended {
    for (const name of names) this.volumes.delete(name)
    return well()
  }

  private id(): string {
    return (++this.count).toString(16).padStart(64, "c")
  }
}

/** An image's own id is not the digest that a registry knows it by. */
export function idOf(reference: string): string {
  return `sha256:${reference.split("@sha256:")[1]!.replace(/^./, "f")}`
}
