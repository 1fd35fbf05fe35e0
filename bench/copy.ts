/** Owns the copies of this repository that are measured: one for each way, so that no way finds what another left. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { REPOSITORY } from "./places.js"

/** What git would commit, as it is on the disk now. */
export function files(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: REPOSITORY,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  })
  return listed
    .split("\0")
    .filter((path) => path && existsSync(join(REPOSITORY, path)) && lstatSync(join(REPOSITORY, path)).isFile())
}

/** Of all that is measured; what the benchmark writes itself is not part of it. */
export function digestOf(paths: readonly string[]): string {
  const measured = paths.filter((path) =>
    /^(\.dagger|app|engine)\/|^bench\/(docker|host|measure|ways)\/|^(Dockerfile|dagger\.json|shipway\.yaml)$/.test(
      path,
    ),
  )
  const hash = createHash("sha256")
  for (const path of measured.toSorted()) hash.update(`${path}\0`).update(readFileSync(join(REPOSITORY, path)))
  return hash.digest("hex").slice(0, 16)
}

export function copyTo(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const path of files()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(REPOSITORY, path), join(folder, path))
  }
}
