/** Shows the presets on three small repositories: each passes as it is, and each seeded defect is found and named. */
import { dag, type Directory } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { runFlow } from "../../.dagger/lib/pipeline/flow.js"
import { StepStatus } from "../../.dagger/src/names.js"
import { contextFor, dagger, useSession } from "./harness.js"

useSession()

interface Example {
  name: string
  tools: string[]
  /** A file with a lint violation, and the tool that must be the only one to say so. */
  violation: { path: string; text: string; tool: string; says: string }
  /** A file with a failing test, and what the runner says about it. */
  failing: { path: string; text: string; says: string }
}

const examples: Example[] = [
  {
    name: "python-package",
    tools: ["format", "ruff", "mypy"],
    violation: { path: "postage/spare.py", text: "import os\n", tool: "ruff", says: "F401" },
    failing: {
      path: "tests/test_seeded.py",
      text: "def test_seeded() -> None:\n    assert 1 == 2\n",
      says: "test_seeded",
    },
  },
  {
    name: "node-vitest",
    tools: ["prettier", "tsc"],
    violation: { path: "src/spare.ts", text: 'export const spare: number = "three";\n', tool: "tsc", says: "TS2322" },
    failing: {
      path: "test/seeded.test.ts",
      text: 'import { expect, it } from "vitest";\n\nit("is seeded", () => expect(1).toBe(2));\n',
      says: "is seeded",
    },
  },
  {
    name: "go-service",
    tools: ["gofmt", "vet"],
    violation: {
      path: "postage/spare.go",
      text: 'package postage\n\nimport "fmt"\n\nfunc spare() { fmt.Printf("%d\\n", "three") }\n',
      tool: "vet",
      says: "wrong type",
    },
    failing: {
      path: "postage/seeded_test.go",
      text: 'package postage\n\nimport "testing"\n\nfunc TestSeeded(t *testing.T) { t.Fatal("seeded") }\n',
      says: "TestSeeded",
    },
  },
]

describe.each(examples)("the example $name", ({ name, tools, violation, failing }) => {
  it("passes", async () => {
    const { exitCode, stdout, stderr } = await dagger(["-s", "call", "ci", "--source", `examples/${name}`, "assert"])
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toContain(`All gates passed (passed, exit code 0): example-${name}`)
    expect(stdout).toMatch(new RegExp(`✔ lint +passed .*${tools.length} tools clean`))
    expect(stdout).toMatch(/✔ test +passed/)
    expect(stdout).toMatch(/✔ image +passed/)
  })

  it("stops at a lint violation, which it names", async () => {
    const lint = await stepOf(seeded(name, violation), "lint")
    const [found] = lint.parts.filter(({ status }) => status !== StepStatus.Passed)
    expect(lint.status).toBe("failed")
    expect(lint.parts.map((part) => [part.name, part.status])).toEqual(
      tools.map((tool) => [tool, tool === violation.tool ? "failed" : "passed"]),
    )
    expect(found!.tail).toContain(violation.says)
  })

  it("stops at a failing test, which it names", async () => {
    const test = await stepOf(seeded(name, failing), "test")
    expect(test).toMatchObject({ status: "failed", parts: [{ name: "unit", status: "failed" }] })
    expect(test.parts[0]!.summary).toContain("1 failed")
    expect(test.parts[0]!.tail).toContain(failing.says)
  })
})

function seeded(name: string, { path, text }: { path: string; text: string }): Directory {
  return dag.host().directory(`examples/${name}`).withNewFile(path, text)
}

async function stepOf(source: Directory, name: string) {
  const { report } = await runFlow("ci", await contextFor(source))
  expect(report).toMatchObject({ verdict: "stopped", exitCode: 1 })
  return report.steps.find((step) => step.name === name)!
}
