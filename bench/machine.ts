/** Owns what the results say of the machine and of the versions; no name of a host or a person. */
import { cpus, release, totalmem } from "node:os"
import { readFileSync } from "node:fs"
import { ACT, type Host, outputOf } from "./host/tools.js"
import { REPOSITORY } from "./places.js"
import type { Machine } from "./results.js"

export function machine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${distribution()}, kernel ${release()}`,
  }
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}

export function versions(host: Host | undefined, compose: boolean): Record<string, string> {
  const number = (text: string) => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? "unknown"
  return {
    Dagger: number(outputOf("dagger", "version")),
    Node: number(process.version),
    ...(host && {
      Python: number(outputOf(host.python, "--version")),
      PostgreSQL: number(outputOf(`${host.postgres}/postgres`, "--version")),
      Redis: number(outputOf("redis-server", "--version")),
      make: number(outputOf("make", "--version")),
      act: number(ACT),
    }),
    ...(compose && {
      Docker: number(outputOf("docker", "version", "--format", "{{.Server.Version}}")),
      Compose: number(outputOf("docker", "compose", "version", "--short")),
    }),
  }
}

/** The commit, marked when the tree differs from it. */
export function commit(): string {
  const git = (...words: string[]) => outputOf("git", "-C", REPOSITORY, ...words)
  return `${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain", "--", ".dagger", "app", "bench", "shipway.yaml", "Dockerfile") ? " with changes" : ""}`
}
