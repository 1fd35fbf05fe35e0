/** Owns the smallest service that can be released: healthy from the start, and broken by a variable alone. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

/** Says on `/version` what it was told that it is, and answers 500 on `/` where BROKEN is set. */
const SERVICE = `import http.server, json, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500 if os.environ.get("BROKEN") and self.path == "/" else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"version": os.environ.get("VERSION"), "digest": os.environ.get("DIGEST")}).encode())
        print("asked for " + self.path, flush=True)
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

/** One suite that has passed before it began; what is broken goes back at once, whatever was migrated. */
export const tinyConfig = (project: string) => ({
  project,
  tests: { unit: { command: ["sh", "-c", 'echo "$0" > {junit}', junit] } },
  image: {
    include: ["Dockerfile", "service.py"],
    healthPath: "/health",
    variables: { VERSION: "{version}", DIGEST: "{digest}" },
  },
  identity: { path: "/version", version: "version", digest: "digest" },
  probes: { home: { path: "/", severity: "critical" } },
  faults: { broken: { BROKEN: "1" } },
  rollback: { migrations: { irreversible: "roll-back" } },
})

export async function writeTiny(folder: string, config: object): Promise<void> {
  await writeFile(join(folder, "service.py"), SERVICE)
  await writeFile(join(folder, "Dockerfile"), DOCKERFILE)
  await writeFile(join(folder, "shipway.yaml"), JSON.stringify(config))
}
