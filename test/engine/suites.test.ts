/** Shows what the test step makes of suites that fail, die, lie, flake, wait and are split, in real containers. */
import { dag } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { readJunit } from "../../.dagger/lib/evidence/junit.js"
import { runTool } from "../../.dagger/lib/exec/run-tool.js"
import { isDeath } from "../../.dagger/lib/exec/tool-end.js"
import { attach } from "../../.dagger/lib/services/attached.js"
import { healthyWithin } from "../../.dagger/lib/services/health.js"
import { problemOf } from "../../.dagger/lib/steps/attempt.js"
import { yamlOf } from "../config/config-text.js"
import { useSession } from "./harness.js"
import { failed, junit, passed, run, shell, shellRun } from "./suite-run.js"

useSession()

describe("a suite that proves nothing has not passed", () => {
  it("whatever its exit code says", async () => {
    const { status, byName, read } = await shellRun({
      good: shell(junit(passed("a"))),
      silent: shell(`true {junit}; echo nothing here`),
      blank: shell(`: > {junit}`),
      broken: shell(`echo '<testsuite>' > {junit}`),
      none: shell(junit()),
      skipped: shell(junit(`<testcase name="a"><skipped message="no database"/></testcase>`)),
      lying: shell(`${junit(passed("a"), failed("b"))}; exit 0`),
      early: shell(`${junit(passed("a"))}; echo out of disk >&2; exit 3`),
      killed: shell(`${junit(passed("a"))}; kill -9 $$`),
      unprepared: shell(junit(passed("a")), { before: ["false"] }),
      hung: shell(`${junit(passed("a"))}; echo partial; trap '' TERM; sleep 600`, { timeoutSeconds: 2 }),
      stuck: shell(junit(passed("a")), { before: ["sleep", "600"], timeoutSeconds: 2 }),
    })

    expect(status).toBe("error")
    expect(
      Object.fromEntries(Object.values(byName).map((part) => [part.name, `${part.status}: ${part.summary}`])),
    ).toEqual({
      good: "passed: 1 passed",
      silent: "failed: no JUnit report to prove it: the file was not written",
      blank: "failed: no JUnit report to prove it: the file is empty",
      broken: expect.stringMatching(/^failed: no JUnit report to prove it: .*/) as string,
      none: "failed: zero tests ran",
      skipped: "failed: zero tests ran: all 1 were skipped",
      lying: "failed: exit code 0, but its report holds a failure: t.b",
      early: "failed: exit code 3, 1 passed",
      killed: "error: the suite died before it was done",
      unprepared: "failed: the command under before: failed, no test ran",
      hung: "error: it was not done within 2 s and was ended; tests.hung.timeoutSeconds: changes that, 1 passed",
      stuck:
        "error: the command under before: was not done within 2 s and was ended; tests.stuck.timeoutSeconds: changes that",
    })
    expect(byName["early"]!.tail).toBe("out of disk")
    expect(await read("silent/output.txt")).toBe("nothing here\n")
    expect(await read("killed/output.txt")).toContain("137")
    expect(await read("hung/output.txt")).toMatch(/^partial\nshipway: not done within 2 s, so it is ended\n/)
    expect(readJunit(await read("hung/junit.xml"))).toHaveLength(1)
    expect(await read("lying/junit.xml")).toContain("1 is not 2")
  })
})

describe("a failure out of the cache", () => {
  it("says when it ran, and how long ago that was", async () => {
    const tests = { bad: shell(`: ${crypto.randomUUID()}; ${junit(failed("a"))}; exit 1`) }
    const summaryAt = async (since: number) => (await shellRun(tests, {}, { since })).byName["bad"]!.summary

    expect(await summaryAt(Date.now())).toBe("exit code 1, 0 passed, 1 failed")
    expect(await summaryAt(Date.now() + 3 * 3600000)).toMatch(
      /^exit code 1, 0 passed, 1 failed; from the cache: ran \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, 3 h ago$/,
    )
  })
})

describe("needs", () => {
  it("hold a suite back until they passed, and name the one that did not", async () => {
    const { byName, read } = await shellRun({
      late: shell(junit(passed("a")), { needs: ["early"] }),
      early: shell(junit(passed("a"))),
      bad: shell(`${junit(failed("a"))}; exit 1`),
      held: shell(junit(passed("a")), { needs: ["bad"] }),
      behind: shell(junit(passed("a")), { needs: ["held"] }),
    })

    expect(byName["late"]!.status).toBe("passed")
    expect(byName["held"]).toMatchObject({ status: "skipped", summary: "because bad failed" })
    expect(byName["behind"]).toMatchObject({ status: "skipped", summary: "because bad failed" })
    expect(await read("held/output.txt")).toBe("because bad failed\n")
  })
})

describe("retries", () => {
  it("list who passed only then as flaky, and fail who never did", async () => {
    const second = `[ "$SHIPWAY_ATTEMPT" = 2 ]`
    const flaky = `if ${second}; then ${junit(passed("a"), passed("b"))}; else ${junit(passed("a"), failed("b"))}; exit 1; fi`
    const { summary, byName, read } = await shellRun({
      off: shell(flaky),
      flaky: shell(flaky, { retries: 1 }),
      hopeless: shell(`${junit(failed("a"))}; exit 1`, { retries: 2 }),
      forgotten: shell(`if ${second}; then ${junit(passed("a"))}; else ${junit(failed("b"))}; exit 1; fi`, {
        retries: 1,
      }),
      died: shell(`${second} || kill -9 $$; ${junit(passed("a"))}`, { retries: 1 }),
    })

    expect(byName["off"]).toMatchObject({ status: "failed", summary: "exit code 1, 1 passed, 1 failed" })
    expect(byName["flaky"]).toMatchObject({ status: "passed", summary: "2 passed, 1 flaky: t.b" })
    expect(byName["hopeless"]).toMatchObject({
      status: "failed",
      summary: "exit code 1, 0 passed, 1 failed, after 3 attempts",
    })
    expect(byName["forgotten"]).toMatchObject({
      status: "failed",
      summary: "exit code 0, but t.b failed and never passed",
    })
    expect(byName["died"]).toMatchObject({ status: "passed", summary: "1 passed, only in attempt 2" })
    expect(summary).toContain("hopeless: exit code 1")
    expect(await read("flaky/junit.xml")).toContain(`<flakyFailure message="1 is not 2"/>`)
    expect(await read("flaky/attempt-1/junit.xml")).toContain("<failure")
  })

  it("repeat the failed tests alone where a command says how, with services as new", async () => {
    const used = `redis-cli -u $REDIS_URL exists used`
    const { byName } = await shellRun(
      {
        partial: shell(`touch left; redis-cli -u $REDIS_URL set used 1; ${junit(passed("a"), failed("b"))}; exit 1`, {
          services: ["redis"],
          retries: 1,
          retryCommand: ["sh", "-c", `[ -e left ] && [ "$(${used})" = 0 ] && ${junit(passed("b"))}`],
        }),
      },
      { toolchain: { image: "redis:7-alpine" }, services: { redis: { kind: "redis", variable: "REDIS_URL" } } },
    )

    expect(byName["partial"], byName["partial"]!.tail).toMatchObject({
      status: "passed",
      summary: "2 passed, 1 flaky: t.b",
    })
  })
})

describe("a service that never becomes healthy", () => {
  it("fails its suite in bounded time, by name", async () => {
    const ill = dag
      .container()
      .from("busybox:1.37.0")
      .with(healthyWithin(3, ["false"]))
      .asService({ args: ["sleep", "600"] })
    const container = attach(dag.container().from("busybox:1.37.0").withEnvVariable("RUN", crypto.randomUUID()), [
      { host: "postgres", service: ill, variables: {} },
    ])
    const started = Date.now()
    const died = await runTool(container, ["true"], { since: started })

    expect(Date.now() - started).toBeLessThan(30_000)
    const suite = loadConfig(yamlOf({ project: "x", tests: { db: shell("true {junit}") } }), "shipway.yaml").tests[0]!
    expect(isDeath(died) && problemOf(suite, died)).toBe(
      "its service postgres did not get ready: health check errored: exit code: 1",
    )
  })

  it("fails it at once when it ends instead", async () => {
    const { byName } = await shellRun(
      { db: shell(junit(passed("a")), { services: ["postgres"] }) },
      { services: { postgres: { kind: "postgres", variable: "URL", image: "busybox:1.37.0" } } },
    )

    expect(byName["db"]).toMatchObject({ status: "error" })
    expect(byName["db"]!.summary).toBe("its service postgres did not get ready: exit code: 1")
    expect(byName["db"]!.tail).toContain(`exec: "postgres": executable file not found`)
  })
})

describe("shards", () => {
  it("get each file once, longest first by the record, and are judged as one", async () => {
    const report = `for file in "$@"; do echo "<testcase classname='$(echo "$\{file%.*}" | tr / .)' name='one' time='2'/>"; done`
    const script = `echo "<testsuite>$(${report})</testsuite>" > {junit}; echo {shard} of {shards}: "$@"`
    const files = { "t/a.x": "", "t/b.x": "", "t/c.x": "", "t/d.x": "" }
    const source = Object.keys(files)
      .reduce((directory, path) => directory.withNewFile(path, ""), dag.directory())
      .withNewFile("durations.json", JSON.stringify({ "t/b.x": 9, "t/a.x": 1, "t/c.x": 1, "t/d.x": 1 }))
    const suite = {
      command: ["sh", "-c", script, "sh", "{files}"],
      shards: 2,
      files: ["t/*.x"],
      durations: "durations.json",
    }
    const { byName, read } = await run(source, yamlOf({ project: "test-suites", tests: { split: suite } }))

    expect(byName["split"]).toMatchObject({ status: "passed", summary: "4 passed" })
    expect(await read("split/shard-1/output.txt")).toBe("1 of 2: t/b.x\n")
    expect(await read("split/shard-2/output.txt")).toBe("2 of 2: t/a.x t/c.x t/d.x\n")
    expect(JSON.parse(await read("split/durations.json"))).toEqual({ "t/a.x": 2, "t/b.x": 2, "t/c.x": 2, "t/d.x": 2 })
  })

  it("may be without a test, but not all of them", async () => {
    const own = (script: string) => shell(`: {shard} {shards}; ${script}`, { shards: 2, noTestsExitCode: 5 })
    const { byName } = await shellRun({
      one: own(`if [ {shard} = 1 ]; then ${junit(passed("a"))}; else ${junit()}; exit 5; fi`),
      all: own(`${junit()}; exit 5`),
      bad: own(`if [ {shard} = 1 ]; then ${junit(passed("a"))}; else ${junit(failed("b"))}; echo lost >&2; exit 1; fi`),
    })

    expect(byName["one"]).toMatchObject({ status: "passed", summary: "1 passed" })
    expect(byName["all"]).toMatchObject({ status: "failed", summary: "zero tests ran" })
    expect(byName["bad"]).toMatchObject({
      status: "failed",
      summary: "shard 2 of 2: exit code 1, 0 passed, 1 failed",
      tail: "lost",
    })
  })
})
