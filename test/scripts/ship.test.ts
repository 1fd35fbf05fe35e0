/** Shows what scripts/ship makes of whatever `dagger` does: only a report of this very run can end in 0. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { ship } from "./stand-in.js"

/** Each starts several processes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

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

  it("passes each line of SHIPWAY_NAMED_SECRETS by its name alone, beside those passed by hand", () => {
    const { folder, again } = ship(["rehearse", "--help"])
    const lines = [
      "# for production",
      "DATABASE_URL=postgres://shop:s3=cret%@db/shop",
      "",
      "NPM_TOKEN=s3cret-too\r",
      "UNSET=",
    ]
    const env = { SHIPWAY_NAMED_SECRETS: lines.join("\n"), REPORT: `{"run":"THIS","exitCode":0}` }
    const { stdout } = again(["-m", "../shipway", "--secrets=env://OTHER", "release", "--run", "mine"], env)
    const called = readFileSync(join(folder, "log"), "utf8")
    const seen = readFileSync(join(folder, "log.env"), "utf8")

    expect(called).toMatch(
      /^--progress=plain call --secrets=env:\/\/OTHER,env:\/\/DATABASE_URL,env:\/\/NPM_TOKEN -m \.\.\/shipway release --run mine /,
    )
    expect(seen).toMatch(/^DATABASE_URL=postgres:\/\/shop:s3=cret%@db\/shop$/m)
    expect(seen).toMatch(/^NPM_TOKEN=s3cret-too$/m)
    expect(seen).not.toContain("SHIPWAY_NAMED_SECRETS")
    expect(`${stdout}${called}`).not.toMatch(/s3.?cret|add-mask/)
  })

  it("has GitHub hide each of them, before anything else is said", () => {
    const env = { GITHUB_ACTIONS: "true", SHIPWAY_NAMED_SECRETS: "A=100%-s3cret\nB=other" }
    const { stdout } = ship(["rehearse", "--help"]).again(["rehearse"], {
      ...env,
      REPORT: `{"run":"THIS","exitCode":0}`,
    })

    expect(stdout).toMatch(/^::add-mask::100%25-s3cret\n::add-mask::other\n/)
  })

  it.each([
    ["GOOD=1\ns3cret", "line 2 of SHIPWAY_NAMED_SECRETS is not NAME=value, each secret in one line"],
    ["1BAD=s3cret", "line 1 of SHIPWAY_NAMED_SECRETS is not NAME=value"],
    ["A=s3cret\nA=s3cret", "line 2 of SHIPWAY_NAMED_SECRETS names A a second time"],
    ["PATH=s3cret", "line 1 of SHIPWAY_NAMED_SECRETS names PATH, which is a variable here already"],
  ])("refuses named secrets that it would pass wrongly, without showing them: %j", (lines, message) => {
    const { folder, again } = ship(["rehearse", "--help"])
    const { status, stdout, stderr } = again(["release", "--run", "mine"], { SHIPWAY_NAMED_SECRETS: lines })

    expect(status).toBe(1)
    expect(stderr).toContain(message)
    expect(`${stdout}${stderr}`).not.toContain("s3cret")
    expect(existsSync(join(folder, "log"))).toBe(false)
  })

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

  it("says how to use it, and fails, without arguments", () => {
    const { status, stderr } = ship([])

    expect(status).toBe(1)
    expect(stderr).toContain("usage: scripts/ship rehearse")
  })
})
