/** Shows what bench/docker/with does before there is a daemon of its own; that one runs where the benchmark is measured. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { IMAGES } from "../../.dagger/lib/images.js"

const where = (tool: string) => execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim()

/** A machine with a `docker` that knows these words, and with nothing else that could start a daemon. */
function machine(docker: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-docker-"))
  for (const tool of ["bash", "dirname", "sh"]) symlinkSync(where(tool), join(folder, tool))
  if (docker !== undefined)
    writeFileSync(join(folder, "docker"), `#!/bin/sh\ncase "$1" in ${docker}; *) exit 1;; esac\n`, { mode: 0o755 })
  return folder
}

const run = (path: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(where("bash"), ["bench/docker/with", ...words], {
    encoding: "utf8",
    env: { PATH: path, HOME: path },
  })
  return { status, stdout, stderr: stderr.trim() }
}

it.each([
  ["nothing to run", [], "info) exit 0;;", "bench/docker: there is nothing to run. Usage: bench/docker/with COMMAND…"],
  [
    "a daemon without Compose",
    ["true"],
    "info) exit 0;",
    "bench/docker: the Docker daemon of this machine answers, but docker has no compose plugin. Install it, for example: apt-get install docker-compose-plugin",
  ],
  [
    "no daemon and nothing to start one with",
    ["true"],
    undefined,
    "bench/docker: no Docker daemon answers, and to start one docker dockerd iptables slirp4netns ip nsenter pkill setpriv unshare is missing. On Debian 12: apt-get install --no-install-recommends docker.io iptables slirp4netns iproute2 procps",
  ],
])("refuses %s in one line, with exit code 1", (_what, words, docker, told) =>
  expect(run(machine(docker), ...words)).toEqual({ status: 1, stdout: "", stderr: told }),
)

it("takes the images out of the engine that the compose file and the Dockerfiles name", () => {
  const script = readFileSync("bench/docker/images.sh", "utf8")

  expect(/^images=\((.*)\)$/m.exec(script)![1]!.split(" ")).toEqual([IMAGES.python, IMAGES.postgres, IMAGES.redis])
  expect(/^cli=(.*)$/m.exec(script)![1]).toBe(IMAGES.docker)
})

it("uses a daemon that is there, and ends as its command ends", () =>
  expect(run(machine("info|compose) exit 0;"), "sh", "-c", "echo ran; exit 7")).toEqual({
    status: 7,
    stdout: "ran\n",
    stderr: "",
  }))
