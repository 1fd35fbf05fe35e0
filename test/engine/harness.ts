/** Owns what engine tests share: a session for breadth, the real command line for depth, and the sample as a source. */
import { spawn } from "node:child_process"
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connection, dag, type Directory } from "@dagger.io/dagger"
import { afterAll, beforeAll } from "vitest"
import { readConfig } from "../../.dagger/lib/config/read.js"
import { systemClock } from "../../.dagger/lib/exec/poll.js"
import type { Reach } from "../../.dagger/lib/exec/reach.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { volumeState } from "../../.dagger/lib/journal/volume.js"
import { newRequest } from "../../.dagger/lib/pipeline/request.js"
import { local } from "../../.dagger/lib/targets/local/index.js"
import { IGNORED } from "../../.dagger/src/ignored.js"
import { passedSecrets } from "../../.dagger/lib/targets/secrets.js"
import { selectFault } from "../../.dagger/lib/select.js"

/** One session per test file; inside it the module's own code runs in this process, without loading the module. */
export function useSession(): void {
  let close: () => void
  let ended: Promise<void>
  beforeAll(async () => {
    const closing = new Promise<void>((done) => (close = done))
    await new Promise<void>((ready, broken) => {
      ended = connection(async () => {
        ready()
        await closing
      }).catch(broken)
    })
  })
  afterAll(async () => {
    close()
    await ended
  })
}

/** Service containers are not on the host's network: a tunnel is. */
export const throughTunnel: Reach = async (service, port) => {
  const tunnel = await dag
    .host()
    .tunnel(service, { ports: [{ backend: port, frontend: 0 }] })
    .start()
  return tunnel.endpoint({ scheme: "http" })
}

/** This repository, under a project name of the test's own, so that volumes are not shared. */
export async function sample(project: string, change: (config: string) => string = (text) => text): Promise<Directory> {
  const source = dag.host().directory(".", { exclude: IGNORED })
  const config = change(await readFile("shipway.yaml", "utf8")).replace("project: roneira", `project: ${project}`)
  return source.withNewFile("shipway.yaml", config)
}

interface Asked {
  run?: string
  fault?: string
  at?: string
  force?: string
}

export async function contextFor(source: Directory, { run, fault, at, force }: Asked = {}): Promise<Context> {
  const config = await readConfig(source, "shipway.yaml")
  const request = await newRequest(source, { run, force, fault: selectFault(config, fault, at) })
  return {
    config,
    source,
    request,
    clock: systemClock,
    reach: throughTunnel,
    target: () => local,
    secrets: passedSecrets({}, []),
    fetch,
    announce: () => {},
    state: volumeState({ project: config.project, clock: systemClock, announce: () => {} }),
    handed: { deployments: {} },
  }
}

export interface Called {
  exitCode: number
  stdout: string
  stderr: string
}

/** The real `dagger` on the PATH that engine/with set. */
export function dagger(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Called> {
  return command("dagger", args, options)
}

export function command(
  file: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Called> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()))
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ exitCode: code ?? 1, stdout, stderr }))
  })
}

/** A copy of the sample on disk that a test may break, gone afterwards. */
export async function withCopy<T>(
  change: (folder: string) => Promise<void>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "shipway-copy-"))
  try {
    for (const part of ["app", "Dockerfile", ".dockerignore", "shipway.yaml"])
      await cp(part, join(folder, part), { recursive: true, filter: (path) => !/__pycache__|\.venv|_cache/.test(path) })
    await change(folder)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function edit(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, "utf8")
  const after = change(before)
  if (after === before) throw new Error(`the edit of ${path} changed nothing`)
  await writeFile(path, after)
}
