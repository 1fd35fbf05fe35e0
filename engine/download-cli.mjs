// Downloads Dagger's official command line and verifies its checksum: download-cli.mjs VERSION OUT
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const [version, out] = process.argv.slice(2)
const base = `${process.env.SHIPWAY_DAGGER_DOWNLOADS ?? "https://dl.dagger.io/dagger/releases"}/${version.slice(1)}`
const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`
const archive = `dagger_${version}_${platform}.tar.gz`

try {
  console.error(`engine: downloading the Dagger command line ${version} for ${platform}`)
  const [content, checksums] = await Promise.all([download(archive), download("checksums.txt")])
  const expected = checksums
    .toString("utf8")
    .split("\n")
    .find((line) => line.endsWith(archive))
    ?.split(/\s+/)[0]
  const actual = createHash("sha256").update(content).digest("hex")
  if (actual !== expected)
    throw new Error(`${archive} has the checksum ${actual}, but ${base}/checksums.txt says ${expected}`)
  unpack(content)
} catch (error) {
  console.error(
    `engine: the Dagger command line could not be downloaded: ${error.cause?.message ?? error.message}. Install it from https://docs.dagger.io/install to use Docker.`,
  )
  process.exitCode = 1
}

async function download(file) {
  const response = await fetch(`${base}/${file}`, { signal: AbortSignal.timeout(120_000) })
  if (!response.ok) throw new Error(`${base}/${file} answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

/** Into a folder of its own first: another process may do the same at the same time. */
function unpack(content) {
  mkdirSync(dirname(out), { recursive: true })
  const work = mkdtempSync(join(dirname(out), "download-"))
  try {
    writeFileSync(join(work, archive), content)
    execFileSync("tar", ["-xzf", archive, "dagger"], { cwd: work })
    renameSync(join(work, "dagger"), out)
  } finally {
    rmSync(work, { recursive: true })
  }
}
