/** Shows both gates through the real command line over everything that can fail: exit code, message and exported report. */
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readJunit } from "../../.dagger/lib/evidence/junit.js"
import { sarifProblems } from "../evidence/sarif-schema.js"
import { coverage } from "../steps/suite-text.js"
import { dagger, edit, withCopy } from "./harness.js"
import { seeds, vulnerable } from "./lint-seeds.js"
import { failed, junit, passed, shell } from "./suite-run.js"

/** What the gate says, and the report of the same run. */
async function gated(folder: string, gate: string, ...only: string[]) {
  const picked = only.flatMap((name) => ["--only", name])
  const call = (...rest: string[]) => dagger(["-s", "call", gate, "--source", folder, ...picked, ...rest])
  const asserted = await call("assert")
  const path = join(folder, "report")
  const exported = await call("report", "export", "--path", path)
  const read = (file: string) => readFile(join(path, file), "utf8")
  return { asserted, exported, read }
}

const FOUND = /^found so at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m

describe("dagger call lint", () => {
  it("names the violation of every tool at once, and exports them all", async () => {
    await withCopy(
      async (folder) => {
        for (const [, file, text] of seeds) await writeFile(join(folder, "app/roneira", file), text)
      },
      async (folder) => {
        const { asserted, exported, read } = await gated(folder, "lint", ...seeds.map(([tool]) => tool))

        expect(asserted.exitCode).toBe(1)
        expect(asserted.stderr).toContain("[GATE_FAILED] lint did not pass\n")
        expect(asserted.stderr).toMatch(FOUND)
        for (const [tool, file, , says] of seeds) {
          expect(asserted.stderr).toMatch(new RegExp(`^${tool} +failed .* \\d findings?`, "m"))
          expect(asserted.stderr).toMatch(says)
          expect(await read(`${tool}.txt`)).toContain(file)
        }
        expect(exported.exitCode, exported.stderr).toBe(0)
        const log = JSON.parse(await read("lint.sarif")) as { runs: { results: unknown[] }[] }
        expect(sarifProblems(log)).toEqual([])
        expect(log.runs).toHaveLength(seeds.length)
        for (const [index, [, file]] of seeds.entries())
          expect(JSON.stringify(log.runs[index]!.results)).toContain(`"uri":"app/roneira/${file}"`)
      },
    )
  })

  it("fails over a vulnerable package, and says which", async () => {
    await withCopy(
      (folder) => edit(join(folder, "app/uv.lock"), vulnerable),
      async (folder) => {
        const { asserted, exported, read } = await gated(folder, "lint", "safety")

        expect(asserted.exitCode).toBe(1)
        expect(asserted.stderr).toMatch(/^safety +failed .* 2 findings; safety 2\.3\.5, PyPI's safety-db/m)
        expect(asserted.stderr).toContain("app/uv.lock: pyyaml 5.3 CVE-2020-1747")
        expect(exported.exitCode, exported.stderr).toBe(0)
        expect(await read("safety.txt")).toContain("2 vulnerabilities found")
        expect(sarifProblems(JSON.parse(await read("lint.sarif")))).toEqual([])
      },
    )
  })
})

describe("dagger call test", () => {
  // The unit suite on its own: all others need it.
  it.each([[["unit"]], [["integration", "rag", "api", "websocket"]]])(
    "names the failing test of %j, and exports the reports",
    async (names) => {
      const seeded = (name: string) => `def test_seeded_in_${name}() -> None:\n    assert 1 == 2\n`
      await withCopy(
        async (folder) => {
          for (const name of names) await writeFile(join(folder, `app/tests/${name}/test_seeded.py`), seeded(name))
        },
        async (folder) => {
          const { asserted, exported, read } = await gated(folder, "test", ...names)

          expect(asserted.exitCode).toBe(1)
          expect(asserted.stderr).toContain("[GATE_FAILED] test did not pass\n")
          expect(asserted.stderr).toMatch(FOUND)
          expect(exported.exitCode, exported.stderr).toBe(0)
          for (const name of names) {
            expect(asserted.stderr).toMatch(new RegExp(`^${name} +failed .* exit code 1, \\d+ passed, 1 failed`, "m"))
            expect(asserted.stderr).toContain(`test_seeded_in_${name}`)
            const bad = readJunit(await read(`${name}/junit.xml`)).filter(({ status }) => status === "failed")
            expect(bad).toMatchObject([{ name: `tests.${name}.test_seeded.test_seeded_in_${name}` }])
          }
        },
      )
    },
  )

  const gatedAt = (covered: number) =>
    shell(`${junit(passed("a"))}; printf '%s' '${coverage(covered, 10)}' > {coverage}`, { coverage: { over: 80 } })

  /** [suite, what its line says, a file of its folder, what stands there] */
  const rows: [string, object, RegExp, string, string][] = [
    [
      "failing",
      shell(`${junit(failed("a"))}; exit 1`),
      /failed .* exit code 1, 0 passed, 1 failed/,
      "junit.xml",
      "1 is not 2",
    ],
    [
      "at",
      gatedAt(8),
      /failed .* coverage 80\.00 % is not above the gate of 80 %/,
      "coverage.xml",
      `lines-covered="8"`,
    ],
    ["above", gatedAt(9), /passed .* 1 passed, coverage 90\.00 %/, "coverage.xml", `lines-covered="9"`],
    ["zero", shell(junit()), /failed .* zero tests ran/, "junit.xml", "<testsuite></testsuite>"],
    ["silent", shell("echo no report; : {junit}"), /failed .* no JUnit report to prove it/, "output.txt", "no report"],
    ["killed", shell("kill -9 $$; : {junit}"), /error .* the suite died before it was done/, "output.txt", "137"],
    [
      "hung",
      shell(`${junit(passed("a"))}; sleep 600`, { timeoutSeconds: 3 }),
      /error .* not done within 3 s and was ended; tests\.hung\.timeoutSeconds: changes that, 1 passed/,
      "output.txt",
      "shipway: not done within 3 s",
    ],
    [
      "unready",
      shell(junit(passed("a")), { services: ["database"] }),
      /error .* its service database did not get ready: /,
      "output.txt",
      "database",
    ],
  ]

  it("names what each suite that proves nothing lacks, in bounded time, and exports what there is", async () => {
    await withCopy(
      async (folder) => {
        const tests = Object.fromEntries(rows.map(([name, suite]) => [name, suite]))
        // It starts, and never listens to anybody.
        const deaf = { args: ["-c", "listen_addresses="], readyWithinSeconds: 3 }
        const services = { database: { kind: "postgres", variable: "URL", ...deaf } }
        await writeFile(join(folder, "shipway.yaml"), JSON.stringify({ project: "test-gates", services, tests }))
      },
      async (folder) => {
        await mkdir(join(folder, "report"))
        const started = Date.now()
        const { asserted, exported, read } = await gated(folder, "test")

        expect(Date.now() - started).toBeLessThan(180_000)
        expect(asserted.exitCode).toBe(1)
        expect(asserted.stderr).toContain("[GATE_FAILED] test did not pass\n")
        expect(exported.exitCode, exported.stderr).toBe(0)
        for (const [name, , says, file, holds] of rows) {
          expect(asserted.stderr).toMatch(new RegExp(`^${name} +${says.source}`, "m"))
          expect(await read(`${name}/${file}`)).toContain(holds)
        }
        const alone = await dagger(["-s", "call", "test", "--source", folder, "--only", "above", "assert"])
        expect(alone.exitCode, alone.stderr).toBe(0)
      },
    )
  })
})
