// Owns the file in which scripts/ship keeps a journal: who may write to it, what gets into it, and what mends it.
// Runs before any npm install: node: imports only.
import { randomUUID } from "node:crypto"
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/**
 * The journal's file: begun where there is none, and each line added and synced when it comes, because the call may be
 * killed before its report. Only the very next line is one: what came through broken is in the engine, or in the report.
 */
export function keep(path) {
  mkdirSync(dirname(path), { recursive: true })
  guard(`${path}.lock`)
  const lines = mended(path)
  const word = randomUUID()
  // What a container prints is in the progress as well: only the module can read the word, at the end of what is passed.
  const said = new RegExp(`shipway journal ${word} (\\{.*\\})$`)
  let next = lines.length
  return {
    passed: passed([...lines, JSON.stringify({ listener: word })]),
    hear(line) {
      const text = said.exec(line)?.[1]
      if (text === undefined || numberOf(text) !== next) return
      next++
      sync(path, "a", `${text}\n`)
    },
  }
}

/** The report holds every line until it was made: what it lacks was said after it, and anything else gives way to it. */
export function keepReported(path, reported) {
  if (!existsSync(reported))
    return console.error(`ship: the report holds no journal; does the config say journal: file?`)
  const [own, whole] = [linesOf(path).map(content), linesOf(reported).map(content)]
  if (whole.every((line, index) => line === own[index])) return
  if (own.some((line, index) => line !== whole[index])) {
    copyFileSync(path, `${path}.contradicted`)
    console.error(
      `ship: the report contradicts ${path}: it is now as in the report; before it was ${path}.contradicted`,
    )
  }
  replace(path, readFileSync(reported, "utf8"))
}

/** One process at a time. A guard that cannot be read as a dead process's is one. */
function guard(file) {
  if (!taken(file)) {
    const holder = existsSync(file) ? readFileSync(file, "utf8") : ""
    if (isAlive(Number(holder))) inUse(file, holder)
    rmSync(file, { force: true })
    if (!taken(file)) inUse(file, "another")
  }
  process.on("exit", () => rmSync(file, { force: true }))
}

function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" })
    return true
  } catch (error) {
    if (error.code === "EEXIST") return false
    throw error
  }
}

function inUse(file, holder) {
  const path = file.replace(/\.lock$/, "")
  console.error(`ship: ${path} is in use by process ${holder || "?"}; wait for it, or delete ${file} if it is not ship`)
  process.exit(1)
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return true
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process is one.
    return error.code === "EPERM"
  }
}

/** Its lines. One that was cut off was never acted upon; a gap is not mended here, since the module refuses it. */
function mended(path) {
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined
  const lines = text === undefined ? [] : linesOf(path)
  const last = lines.length === 0 ? undefined : numberOf(lines.at(-1))
  if (lines.length > 0 && last === undefined) lines.pop()
  if (last !== undefined && last !== lines.length - 1) return lines
  const whole = lines.map((line) => `${line}\n`).join("")
  if (whole !== text) replace(path, whole)
  return lines
}

function linesOf(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
}

function numberOf(text) {
  try {
    return JSON.parse(text).n
  } catch {
    return undefined
  }
}

function content(line) {
  try {
    return JSON.stringify(JSON.parse(line))
  } catch {
    return line
  }
}

/** Outside every source, so that no container is given it; gone with this process. */
function passed(lines) {
  const folder = mkdtempSync(join(tmpdir(), "shipway-"))
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "journal.jsonl")
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""))
  return file
}

/** As a whole: after a crash there is the one or the other. */
function replace(path, text) {
  sync(`${path}.new`, "w", text)
  renameSync(`${path}.new`, path)
  sync(dirname(path), "r")
}

function sync(path, flag, text) {
  const file = openSync(path, flag)
  if (text !== undefined) writeFileSync(file, text)
  fsyncSync(file)
  closeSync(file)
}
