/** Shows that each base image behaves as its public namesake does, as far as the pipeline relies on it. */
import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dag, ReturnType, type Container, type Service } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { initialised } from "../../.dagger/lib/services/postgres.js"
import { dagger, throughTunnel, useSession } from "./harness.js"

useSession()

/** A nonce, so that an answer is never an earlier run's. */
const from = (image: string): Container => dag.container().from(image).withEnvVariable("TEST_RUN", `${process.pid}`)
const sh = (container: Container, script: string): Promise<string> =>
  container
    .withExec(["sh", "-ec", script])
    .stdout()
    .then((text) => text.trim())

describe("postgres:15-alpine", () => {
  const image = "postgres:15-alpine"
  const library = from(image)
    .withEnvVariable("POSTGRES_USER", "owner")
    .withEnvVariable("POSTGRES_PASSWORD", "s3cret")
    .withEnvVariable("POSTGRES_DB", "library")
    .withEnvVariable("POSTGRES_INITDB_ARGS", "--data-checksums")
    .withNewFile("/docker-entrypoint-initdb.d/1-table.sql", "CREATE TABLE book (title text);")
    .withNewFile(
      "/docker-entrypoint-initdb.d/2-slow.sh",
      `sleep 3; psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO book VALUES ('last')"`,
    )
    .withExposedPort(5432)
    .asService({ useEntrypoint: true })
  const client = from(image)
    .withServiceBinding("db", library)
    .withEnvVariable("PGPASSWORD", "s3cret")
    .withEnvVariable("PGHOST", "db")

  it("initialises from POSTGRES_* and the scripts, and accepts connections only when all that is done", async () => {
    const rows = await sh(client, "pg_isready -q && psql -U owner -d library -Atc 'SELECT title FROM book'")
    expect(rows).toBe("last")
    expect(await sh(client, "psql -U owner -d library -Atc 'SHOW data_checksums'")).toBe("on")
  })

  it("serves as the user postgres", async () => {
    const query = "CREATE TABLE who (name text); COPY who FROM PROGRAM 'id -un'; SELECT name FROM who"
    expect(await sh(client, `psql -qU owner -d library -Atc "${query}"`)).toBe("postgres")
  })

  it("is initialised and stopped before a suite starts it", async () => {
    const kept = initialised(from(image).withEnvVariable("POSTGRES_PASSWORD", "s3cret"))
    expect(await sh(kept, 'cat "$PGDATA/PG_VERSION"; test ! -e "$PGDATA/postmaster.pid"')).toBe("15")
  })

  it("refuses a wrong password", async () => {
    const wrong = client.withEnvVariable("PGPASSWORD", "wrong")
    const tried = wrong.withExec(["psql", "-U", "owner", "-d", "library", "-c", "SELECT 1"], { expect: ReturnType.Any })
    expect(await tried.exitCode()).not.toBe(0)
    expect(await tried.stderr()).toContain("password authentication failed")
  })

  it("does not start without a password, unless every connection is trusted", async () => {
    const refused = from(image).withExec([], { useEntrypoint: true, expect: ReturnType.Any })
    expect(await refused.exitCode()).toBe(1)
    expect(await refused.stderr()).toContain("superuser password is not specified")

    const trusting = from(image).withEnvVariable("POSTGRES_HOST_AUTH_METHOD", "trust").withExposedPort(5432)
    const service = trusting.asService({ useEntrypoint: true })
    const answer = await sh(from(image).withServiceBinding("db", service), "psql -h db -U postgres -Atc 'SELECT 15'")
    expect(answer).toBe("15")
  })
})

describe("redis:7-alpine", () => {
  const image = "redis:7-alpine"

  it("answers PING from another container, and keeps its data in /data", async () => {
    const service = from(image).withExposedPort(6379).asService({ useEntrypoint: true })
    const client = from(image).withServiceBinding("cache", service)
    expect(await sh(client, "redis-cli -h cache PING")).toBe("PONG")
    expect(await sh(client, "redis-cli -h cache CONFIG GET dir")).toContain("/data")
    expect(await sh(client, "redis-cli -h cache INFO server")).toContain("redis_version:7.")
  })

  it("serves as the user redis", async () => {
    const script =
      "docker-entrypoint.sh redis-server --daemonize yes --pidfile /data/pid; sleep 1; stat -c %U /proc/$(cat /data/pid)"
    expect((await sh(from(image), script)).split("\n").at(-1)).toBe("redis")
  })
})

describe("python:3.11-slim", () => {
  const python = from("python:3.11-slim")

  it("has python and pip, and installs wheels for them", async () => {
    expect(await sh(python, "python --version && python3 --version")).toMatch(/^Python 3\.11\.\d+\nPython 3\.11\.\d+$/)
    const installed =
      "pip install -q markupsafe==3.0.2 && python -c 'import markupsafe._speedups as s; print(s.__name__)'"
    expect(await sh(python, installed)).toBe("markupsafe._speedups")
  })

  it("makes virtual environments that stand alone", async () => {
    const script =
      "python -m venv /venv && /venv/bin/pip --version && /venv/bin/python -c 'import sys; print(sys.prefix)'"
    expect(await sh(python, script)).toMatch(/^pip .*\/venv\/.*\n\/venv$/)
  })
})

describe("node:24-slim", () => {
  it("has node and npm, which reaches its registry over TLS", async () => {
    const node = from("node:24-slim")
    expect(await sh(node, "node --version")).toMatch(/^v24\./)
    expect(await sh(node, "npm view is-number@7.0.0 version")).toBe("7.0.0")
  })

  it("runs the TypeScript runtime: a module loads and answers", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shipway-module-"))
    try {
      await mkdir(join(folder, "src"))
      const json = { name: "tiny", engineVersion: "v0.21.8", sdk: { source: "typescript" } }
      await writeFile(join(folder, "dagger.json"), JSON.stringify(json))
      await writeFile(
        join(folder, "src/index.ts"),
        `import { func, object } from "@dagger.io/dagger"\n\n@object()\nexport class Tiny {\n  @func()\n  greet(name: string): string {\n    return "hello " + name\n  }\n}\n`,
      )
      const called = await dagger(["call", "-s", "greet", "--name", `${process.pid}`], { cwd: folder })
      expect(called.stdout, called.stderr).toBe(`hello ${process.pid}`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe("registry:2", () => {
  const registry = (): Container => from("registry:2").withExposedPort(5000)
  const ask = (service: Service, request: string): Promise<string> =>
    sh(from("busybox:1.37.0").withServiceBinding("registry", service), `printf '${request}' | nc registry 5000`)

  it("takes an image and gives it back by its digest, and deletes it when told", async () => {
    const service = registry().asService({ useEntrypoint: true })
    const image = dag.container().withNewFile("/note", `pushed by ${process.pid}`)
    const reference = await image.publish("localhost:5000/notes:1", { registryService: service })
    const digest = reference.split("@")[1]!

    const pulled = dag.container().from(`localhost:5000/notes@${digest}`, { registryService: service })
    expect(await pulled.file("/note").contents()).toBe(`pushed by ${process.pid}`)
    const request = `DELETE /v2/notes/manifests/${digest} HTTP/1.0\\r\\n\\r\\n`
    expect(await ask(service, request)).toMatch(/^HTTP\/1\.\d 202 /)
  })

  it("honours REGISTRY_* variables", async () => {
    const readOnly = registry().withEnvVariable("REGISTRY_STORAGE_MAINTENANCE_READONLY", "{enabled: true}")
    const service = readOnly.asService({ useEntrypoint: true })
    const request = "POST /v2/notes/blobs/uploads/ HTTP/1.0\\r\\nContent-Length: 0\\r\\n\\r\\n"
    expect(await ask(service, request)).toMatch(/^HTTP\/1\.\d 405 /)
  })
})

describe("grafana/k6:2.2.0", () => {
  const k6 = from("grafana/k6:2.2.0")

  it("runs a script as the user 12345, through its entrypoint", async () => {
    const script = `import { check } from "k6"\nexport const options = { iterations: 3 }\nexport default () => check(1, { one: (n) => n === 1 })\n`
    const run = k6
      .withNewFile("/home/k6/test.js", script)
      .withExec(["run", "--summary-mode=compact", "test.js"], { useEntrypoint: true })
    expect(await run.stdout()).toMatch(/checks_succeeded\S*: 100\.00% 3 out of 3/)
    expect(await sh(k6, "k6 version && id -u && pwd")).toMatch(/^k6\S* v2\.2\.0[^]*\n12345\n\/home\/k6$/)
  })

  it("fails when a threshold is crossed", async () => {
    const script = `import { check } from "k6"\nexport const options = { thresholds: { checks: ["rate>0.9"] } }\nexport default () => check(1, { two: (n) => n === 2 })\n`
    const run = k6
      .withNewFile("/home/k6/test.js", script)
      .withExec(["run", "test.js"], { useEntrypoint: true, expect: ReturnType.Any })
    expect(await run.exitCode()).toBe(99)
  })
})

describe("prom/prometheus:v2.42.0", () => {
  const prometheus = from("prom/prometheus:v2.42.0")

  it("checks rules with promtool, as the user nobody", async () => {
    const rules = `groups: [{name: g, rules: [{alert: Down, expr: "up == 0"}]}]`
    const checked = prometheus.withNewFile("/tmp/rules.yml", rules, { owner: "nobody" })
    expect(await sh(checked, "promtool check rules /tmp/rules.yml && id -un")).toMatch(/1 rules found[^]*\nnobody$/)
  })

  it("starts through its entrypoint and answers queries", async () => {
    const service = prometheus.withExposedPort(9090).asService({ useEntrypoint: true })
    const endpoint = await throughTunnel(service, 9090)
    const response = await fetch(`${endpoint}/api/v1/query?query=vector(42)`)
    expect(await response.json()).toMatchObject({
      status: "success",
      data: { result: [{ value: [expect.anything(), "42"] }] },
    })
  })
})

describe("busybox:1.37.0", () => {
  it("has sh and the usual applets, and is small", async () => {
    const busybox = from("busybox:1.37.0")
    expect(
      await sh(busybox, "echo a b | tr ' ' '\\n' | sort -r | head -n 1; which wget nc sed awk timeout | wc -l"),
    ).toBe("b\n5")
    expect(Number(await sh(busybox, "du -sk /bin | cut -f 1"))).toBeLessThan(4096)
  })
})

describe("debian:bookworm-slim", () => {
  it("installs packages", async () => {
    const script =
      "apt-get update -qq && apt-get install -qq -y --no-install-recommends jq >/dev/null && echo '{\"a\": 1}' | jq .a"
    expect(await sh(from("debian:bookworm-slim"), script)).toBe("1")
  })
})
