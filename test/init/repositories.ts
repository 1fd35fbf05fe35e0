/** Owns bare repositories of each kind, as `init` may find them. */

export interface Repository {
  is: string
  files: Record<string, string>
}

const pytest = { "tests/test_sum.py": "def test_sum() -> None:\n    assert 1 + 1 == 2\n" }
const vitest = { "test/sum.test.mjs": 'import test from "node:test";\ntest("sum", () => {});\n' }

export const repositories: Repository[] = [
  {
    is: "python with a pyproject.toml, without a lock file",
    files: {
      ...pytest,
      "pyproject.toml":
        '[project]\nname = "Postage_API"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n[dependency-groups]\ndev = ["pytest", "ruff>=0.5"]\n',
    },
  },
  { is: "python with requirements", files: { ...pytest, "requirements.txt": "pytest==8.3.4\n" } },
  {
    is: "python with a setup.cfg",
    files: {
      ...pytest,
      "setup.cfg":
        "[metadata]\nname = postage\n\n[options]\ninstall_requires =\n  idna>=3\n  tomli; python_version < '3.11'\n",
    },
  },
  {
    is: "python in src/, with uv.lock, extras and suites by kind",
    files: {
      "uv.lock": "",
      "src/postage/__init__.py": "",
      "tests/unit/test_a.py": "",
      "tests/integration/test_b.py": "",
      "alembic.ini": "[alembic]\n",
      "pyproject.toml":
        '[project]\nname = "postage"\nrequires-python = ">=3.12"\n[project.optional-dependencies]\ndev = ["pytest", "pytest-cov", "black", "mypy[faster-cache]>=1"]\n',
      "compose.yaml":
        'services:\n  web: { build: ., environment: { DATABASE_URL: "postgres://u:p@db:5432/x", CACHE: "redis://cache:6379" } }\n  db: { image: postgres:16 }\n  cache: { image: redis:7-alpine }\n  queue: { image: rabbitmq:4 }\n',
      Dockerfile:
        "FROM python:3.12-slim\nEXPOSE 8080/tcp\nHEALTHCHECK --interval=5s \\\n  CMD curl -f http://localhost:8080/healthz\nUSER 10001\n",
      ".github/workflows/ci.yml":
        "jobs:\n  t:\n    steps:\n      - run: |\n          # a comment\n          pytest -q\n      - run: ruff check .\n",
    },
  },
  {
    is: "node with a lock file, scripts and Node's own runner",
    files: {
      ...vitest,
      "package.json": '{"name":"@acme/postage","version":"1.0.0","scripts":{"lint":"node --check test/sum.test.mjs"}}',
      "package-lock.json":
        '{"name":"@acme/postage","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"@acme/postage","version":"1.0.0"}}}',
    },
  },
  {
    is: "node with jest, pnpm and an older Node",
    files: {
      ".nvmrc": "v22\n",
      "package.json":
        '{"packageManager":"pnpm@9.15.0","devDependencies":{"jest":"30","typescript":"5","prettier":"3"}}',
      "pnpm-lock.yaml": "",
      "tsconfig.json": "{}",
      "src/a.test.ts": "",
    },
  },
  { is: "node without anything", files: { "package.json": "not json", Dockerfile: "FROM node\nUSER root\n" } },
  {
    is: "go",
    files: {
      "go.mod": "module example.org/acme/postage/v2\n\ngo 1.22\n",
      "sum.go": "package postage\n\nfunc Sum(a, b int) int { return a + b }\n",
      "sum_test.go":
        'package postage\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif Sum(1, 1) != 2 {\n\t\tt.Fatal("sum")\n\t}\n}\n',
    },
  },
  {
    is: "go of a later version, in a folder",
    files: { "service/go.mod": "module postage\n\ngo 1.99\n", "README.md": "" },
  },
  { is: "a folder of documents", files: { "README.md": "# Documents\n" } },
]
