/** Shows the workflow's own line with the real dagger: three releases of one small service, each with its report and exit code. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { stepNamed } from "../ci/workflow-step.js"
import { command, edit } from "./harness.js"

/** Is healthy, and answers 500 where BROKEN is set: so one environment can be broken by its variables alone. */
const SERVICE = `import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500 if os.environ.get("BROKEN") and self.path == "/" else 200)
        self.end_headers()
    def log_message(self, *line): pass
http.server.ThreadingHTTPServer(("", 8000), Answer).serve_forever()
`
const DOCKERFILE = `FROM python:3.11-slim
COPY service.py /
EXPOSE 8000
USER 10001:10001
CMD ["python", "/service.py"]
`
const junit = '<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>'
const config = (project: string) => `project: ${project}
tests:
  unit: { command: [sh, -c, 'echo "$0" > {junit}', '${junit}'] }
image: { include: [Dockerfile, service.py], healthPath: /health }
probes:
  home: { path: / }
environments:
  staging: { variables: { NOTE: staging } }
  production: { variables: { NOTE: production } }
rollback: { fixWindowSeconds: 3, everySeconds: 1, recoveredAfter: 1 }
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shipway-workflow-"))
  for (const part of [".dagger", "dagger.json", "scripts"])
    await cp(part, join(folder, part), { recursive: true, filter: (path) => !/node_modules|\.dagger\/sdk/.test(path) })
  await writeFile(join(folder, "service.py"), SERVICE)
  await writeFile(join(folder, "Dockerfile"), DOCKERFILE)
  await writeFile(join(folder, ".gitignore"), "/report*\n/.report-*\n")
  await writeFile(join(folder, "shipway.yaml"), config(`workflow-${process.pid}`))
  await command("git", ["init", "-q"], { cwd: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ship(run: string) {
  await command("bash", ["-ec", "git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm next"], {
    cwd: folder,
  })
  const { run: line } = stepNamed(".github/workflows/ship.yml", "Ship")
  const called = await command("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", line!], {
    cwd: folder,
    env: { FUNCTION: "release", RUN: run },
  })
  const said = called.stdout + called.stderr
  const text = await readFile(join(folder, "report", "report.json"), "utf8").catch((error: Error) => {
    throw new Error(`${error.message}\n${said}`)
  })
  return { exitCode: called.exitCode, report: JSON.parse(text) as object, said }
}

it("ends with 0 for what shipped", async () => {
  const { exitCode, report, said } = await ship("first")

  expect(exitCode, said).toBe(0)
  expect(report).toMatchObject({ run: "first", verdict: "shipped", exitCode: 0 })
})

it("ends with 1 for what staging stopped", async () => {
  await edit(join(folder, "shipway.yaml"), (text) => text.replace("NOTE: staging", 'BROKEN: "1"'))
  const { exitCode, report, said } = await ship("second")

  expect(exitCode, said).toBe(1)
  expect(report).toMatchObject({ run: "second", verdict: "stopped", exitCode: 1 })
})

it("ends with 3 for what production gave back", async () => {
  await edit(join(folder, "shipway.yaml"), (text) =>
    text.replace('BROKEN: "1"', "NOTE: staging").replace("NOTE: production", 'BROKEN: "1"'),
  )
  await edit(join(folder, "service.py"), (text) => `# The next image.\n${text}`)
  const { exitCode, report, said } = await ship("third")

  expect(exitCode, said).toBe(3)
  expect(report).toMatchObject({ run: "third", verdict: "rolled-back", exitCode: 3 })
})
