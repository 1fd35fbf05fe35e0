/** Shows what scripts/ship makes of whatever `dagger` does: only a report of this very run can end in 0. */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"

/** Each starts several processes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

/** A stand-in for the command line: writes the report it is told to, at the path it was given, and ends as told. */
const STAND_IN = `#!/bin/sh
echo "$@" > "$LOG"
echo '1   : [0.1s] | shipway ▶ lint' >&2
[ -z "$LINES" ] || printf '%s\\n' "$LINES" >&2
echo 'Error: seeded by the test' >&2
while [ $# -gt 0 ]; do [ "$1" = --path ] && path=$2; [ "$1" = --run ] && run=$2; shift; done
if [ -n "$REPORT" ]; then mkdir -p "$path" && echo "table" > "$path/summary.txt" && echo "$REPORT" | sed "s/THIS/$run/" > "$path/report.json"; fi
if [ -n "$REPORT" ] && [ -n "$JOURNAL" ]; then printf '%s' "$JOURNAL" > "$path/journal.jsonl"; fi
exit "$CODE"
`

function ship(args: string[], { report = "", code = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "shipway-ship-"))
  mkdirSync(join(folder, "bin"))
  writeFileSync(join(folder, "bin", "dagger"), STAND_IN)
  chmodSync(join(folder, "bin", "dagger"), 0o755)
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    LOG: join(folder, "log"),
    REPORT: report,
    CODE: String(code),
  }
  const script = join(process.cwd(), "scripts", "ship")
  const again = (more: string[], other: Record<string, string> = {}) =>
    spawnSync(script, more, { cwd: folder, env: { ...env, ...other }, encoding: "utf8" })
  return { folder, again, ...again(args) }
}

describe("scripts/ship", () => {
  it.each([
    [0, 0],
    [1, 1],
    [3, 3],
    [4, 4],
  ])("ends with the report's exit code %i and leaves the report", (exitCode, expected) => {
    const { status, stdout, stderr, folder } = ship(["rehearse"], { report: `{"run":"THIS","exitCode":${exitCode}}` })

    expect(status).toBe(expected)
    expect(stdout).toContain("table\n")
    expect(stdout).toContain(join(folder, "report", "report.html"))
    expect(stderr).toContain("▶ lint\n")
    expect(readFileSync(join(folder, "report", "dagger.log"), "utf8")).toContain("shipway ▶ lint")
  })

  it("hands every flag on, with a run id of its own when none is given", () => {
    const { folder } = ship(["rehearse", "--fault", "not-ready", "--at=staging"], {
      report: `{"run":"THIS","exitCode":0}`,
    })

    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
      /^--progress=plain call rehearse --fault not-ready --at=staging --run run-[0-9a-f]{8} files export --path /,
    )
  })

  it("passes each secret that a variable SHIPWAY_… holds, by its name, and none that is empty or given as a flag", () => {
    const { folder, again } = ship(["rehearse", "--help"])
    const secrets = {
      SHIPWAY_REGISTRY_PASSWORD: "s3cret",
      SHIPWAY_SSH_KEY: "s3cret",
      SHIPWAY_RENDER_TOKEN: "",
      REPORT: `{"run":"THIS","exitCode":0}`,
    }
    again(["--ssh-key=file:///key", "release", "--run", "mine"], secrets)
    const called = readFileSync(join(folder, "log"), "utf8")

    expect(called).toMatch(
      /^--progress=plain call --registry-password=env:\/\/SHIPWAY_REGISTRY_PASSWORD --ssh-key=file:\/\/\/key release /,
    )
    expect(called).not.toContain("s3cret")
  }, 30_000)

  it.each([
    ["there is no report", {}, "there is no report"],
    [
      "the report is of another run",
      { report: `{"run":"other","exitCode":0}` },
      "the report is of run other, not of mine",
    ],
    ["the exit code is missing", { report: `{"run":"THIS"}` }, "ship: "],
    [
      "dagger failed, whatever is written",
      { report: `{"run":"THIS","exitCode":0}`, code: 2 },
      "dagger ended with exit code 2",
    ],
  ])("is never a pass when %s", (_, given, message) => {
    const { status, stderr, folder } = ship(["rehearse", "--run", "mine"], given)

    expect(status).not.toBe(0)
    expect(stderr).toContain(message)
    expect(stderr).toContain("Error: seeded by the test")
    expect(existsSync(join(folder, "report", "report.json"))).toBe(false)
  })

  it("never leaves an earlier report where a failed run's would be, and keeps both it and the log", () => {
    const { again, folder } = ship(["rehearse"], { report: `{"run":"THIS","exitCode":0}` })
    const before = readFileSync(join(folder, "report", "report.json"), "utf8")
    const { status } = again(["rehearse"], { REPORT: "" })

    expect(status).not.toBe(0)
    expect(existsSync(join(folder, "report", "report.json"))).toBe(false)
    expect(readFileSync(join(folder, "report", "dagger.log"), "utf8")).toContain("Error: seeded by the test")
    expect(readFileSync(join(folder, "report.previous", "report.json"), "utf8")).toBe(before)
    expect(again(["rehearse"]).status).toBe(0)
  })

  it("refuses a report folder that holds something else", () => {
    const { again, folder } = ship(["--help"])
    mkdirSync(join(folder, "precious"))
    writeFileSync(join(folder, "precious", "notes.txt"), "keep me")
    const { status, stderr } = again(["rehearse", "--report", "precious"])

    expect(status).toBe(1)
    expect(stderr).toContain("holds files that are not a report; name another folder with --report")
    expect(readFileSync(join(folder, "precious", "notes.txt"), "utf8")).toBe("keep me")
  })

  describe("keeps a journal in a file", () => {
    const said = (...lines: string[]) => ({
      LINES: lines.map((line) => `2   : [0.2s] | shipway journal ${line}`).join("\n"),
    })
    const file = (folder: string) => readFileSync(join(folder, ".shipway", "journal.jsonl"), "utf8")
    const args = ["release", "--run", "mine", "--journal", ".shipway/journal.jsonl"]

    it("begins it, hands it on before the function, and adds each line as it comes although no report does", () => {
      const { again, folder } = ship(["--help"])
      const { status } = again(args, said('{"n":0,"type":"entry"}', '{"n":1,"type":"entry"}'))

      expect(status).not.toBe(0)
      expect(file(folder)).toBe('{"n":0,"type":"entry"}\n{"n":1,"type":"entry"}\n')
      expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
        /^--progress=plain call --journal=\/.*\/\.shipway\/journal\.jsonl release --run mine files export/,
      )
    })

    it("keeps only the very next line, and goes on where the file ends", () => {
      const { again, folder } = ship(["--help"])
      again(args, said('{"n":0,"a":1}', '{"n":1,"a":'))
      again(args, said('{"n":0,"b":1}', '{"n":2,"b":1}', '{"n":1,"b":1}'))

      expect(file(folder)).toBe('{"n":0,"a":1}\n{"n":1,"b":1}\n')
    })

    it("takes the whole of it from the report", () => {
      const { again, folder } = ship(["--help"])
      const JOURNAL = '{"n":0}\n{"n":1}\n'
      const { status } = again(args, { ...said('{"n":1}'), REPORT: '{"run":"THIS","exitCode":0}', JOURNAL })

      expect(status).toBe(0)
      expect(file(folder)).toBe(JOURNAL)
    })

    it("is not shared with another run of it that is alive, and outlives one that is dead", () => {
      const { again, folder } = ship(["--help"])
      mkdirSync(join(folder, ".shipway"))
      writeFileSync(join(folder, ".shipway", "journal.jsonl.lock"), String(process.pid))
      expect(again(args, said('{"n":0}'))).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("is in use by process") as string,
      })
      writeFileSync(join(folder, ".shipway", "journal.jsonl.lock"), String(spawnSync("true").pid))
      again(args, said('{"n":0}'))

      expect(file(folder)).toBe('{"n":0}\n')
    })
  })

  it("says how to use it, and fails, without arguments", () => {
    const { status, stderr } = ship([])

    expect(status).toBe(1)
    expect(stderr).toContain("usage: scripts/ship rehearse")
  })
})
