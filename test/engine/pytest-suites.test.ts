/** Shows real pytest suites: the coverage gate's edge, whole and split, and every format of coverage. */
import { dag } from "@dagger.io/dagger"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { readCobertura } from "../../.dagger/lib/evidence/cobertura.js"
import { readJunit } from "../../.dagger/lib/evidence/junit.js"
import { yamlOf } from "../config/config-text.js"
import { dagger, sample, useSession, withCopy } from "./harness.js"
import { run } from "./suite-run.js"

useSession()

/** Ten statements: those that define count as covered on import, those within when called. */
const MODULE = ["a", "b", "c", "d", "e"].map((name) => `def ${name}():\n    return 1\n`).join("\n")

describe("the coverage gate", () => {
  it("fails at exactly its percent, passes one statement above, and looks at shards as one", async () => {
    const called = (names: string) =>
      [...names].map((name) => `def test_${name}():\n    assert m.${name}() == 1\n`).join("\n")
    const source = dag
      .directory()
      .withFile("pyproject.toml", dag.host().file("app/pyproject.toml"))
      .withFile("uv.lock", dag.host().file("app/uv.lock"))
      .withNewFile("m.py", MODULE)
      .withNewFile("test_at.py", `import m\n\n${called("abc")}`)
      .withNewFile("test_above.py", `import m\n\n${called("abcd")}`)
      .withNewFile("split/test_one.py", `import m\n\n${called("ab")}`)
      .withNewFile("split/test_two.py", `import m\n\n${called("cd")}`)
    const suite = (...what: string[]) => ({
      command: ["pytest", ...what, "--junitxml={junit}", "--cov=m", "--cov-branch", "--cov-report=xml:{coverage}"],
      coverage: { over: 80 },
    })
    const tests = {
      at: suite("test_at.py"),
      above: suite("test_above.py"),
      half: suite("split/test_one.py"),
      split: { ...suite("{files}"), shards: 2, files: ["split/test_*.py"] },
    }
    const text = yamlOf({ project: "test-suites", preset: "python", tests })
    const { byName, read } = await run(source, text, { rerun: crypto.randomUUID() })

    expect(byName["at"]).toMatchObject({ status: "failed", summary: "coverage 80.00 % is not above the gate of 80 %" })
    expect(byName["above"]).toMatchObject({ status: "passed", summary: "4 passed, coverage 90.00 %" })
    expect(byName["half"]).toMatchObject({
      status: "failed",
      summary: "coverage 70.00 % is not above the gate of 80 %",
    })
    expect(byName["split"]).toMatchObject({ status: "passed", summary: "4 passed, coverage 90.00 %" })
    expect(readCobertura(await read("split/coverage.xml"))).toEqual({ covered: 9, valid: 10 })
    expect(readJunit(await read("split/junit.xml"))).toHaveLength(4)
  })
})

describe("the sample's suites", () => {
  it("cover split what they cover whole, and report it in every format", async () => {
    const split = (text: string) =>
      text
        .replace("        tests/unit,\n", `        "{files}",\n`)
        .replace(
          "    coverage: { over: 80 }\n",
          `    coverage: { over: 80 }\n    shards: 2\n    files: [tests/unit/test_*.py]\n`,
        )
    const source = await sample("test-suites")
    const text = readFileSync("shipway.yaml", "utf8")
    expect(split(text)).toContain("files:")
    const whole = await run(source, text, { only: ["unit"] })
    const sharded = await run(source, split(text), { only: ["unit"] })

    expect(sharded.status).toBe("passed")
    expect(readCobertura(await sharded.read("unit/coverage.xml"))).toEqual(
      readCobertura(await whole.read("unit/coverage.xml")),
    )
    expect(sharded.summary).toBe(whole.summary)
    expect(await whole.files!.directory("unit").entries()).toEqual(
      expect.arrayContaining(["coverage-html/", "coverage.lcov", "coverage.xml", "junit.xml", "output.txt"]),
    )
    expect(await sharded.read("unit/shard-2/coverage.lcov")).toContain("SF:")
    expect(Object.keys(JSON.parse(await sharded.read("unit/durations.json")) as object)).toContain(
      "tests/unit/test_upload.py",
    )
  })
})

describe("dagger's own output", () => {
  it("shows suites and tests by name", async () => {
    await withCopy(
      () => Promise.resolve(),
      async (folder) => {
        const call = ["call", "test", "--source", folder, "--only", "unit", "--rerun", crypto.randomUUID(), "passed"]
        const { exitCode, stdout, stderr } = await dagger(["--progress", "plain", ...call])

        expect(exitCode, stderr).toBe(0)
        expect(stdout).toContain("true")
        expect(stderr).toMatch(/tests\.unit\.test_version\.test_\w+/)
      },
    )
  })
})
