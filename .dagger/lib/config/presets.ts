/** Owns the presets: what a stack's toolchain is when the config does not say otherwise. */
import { IMAGES } from "../images.js"

export interface ResolvedToolchain {
  image: string
  /** Run once per image, before the lock files are there: what makes every later start faster. */
  imageSetup: string[][]
  lockFiles: string[]
  install: string[][]
  /** Folders below the source's that `install` fills; laid over the source wherever a tool runs. */
  installed: string[]
  /** What was downloaded: there while installing only. */
  caches: Record<string, string>
  /** What a compiler keeps, safe for several at once: there in every run, so that an edit compiles only itself. */
  buildCaches: Record<string, string>
  variables: Record<string, string>
}

/** The search path that the official images start from. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// renovate: datasource=pypi depName=uv
const UV = "uv==0.13.9"

/**
 * The official images come without the standard library's bytecode, and each start of Python compiles what it imports of
 * it anew: 0.7 of 2.1 s for a FastAPI service. An image in which it cannot be written is as slow as it was.
 */
const STANDARD_LIBRARY_BYTECODE =
  "import compileall, re, sysconfig; compileall.compile_dir(sysconfig.get_path('stdlib'), quiet=2, workers=0, rx=re.compile('/(test|site-packages|dist-packages)/'))"

/** uv installs from its lock file into a virtual environment outside the source, which the source's mount cannot hide. */
const python: ResolvedToolchain = {
  image: IMAGES.python,
  imageSetup: [["sh", "-c", `python -c "${STANDARD_LIBRARY_BYTECODE}" || true`]],
  lockFiles: ["pyproject.toml", "uv.lock"],
  install: [
    ["pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", UV],
    ["uv", "sync", "--quiet", "--frozen", "--no-install-project", "--all-groups"],
  ],
  installed: [],
  caches: { uv: "/root/.cache/uv" },
  buildCaches: {},
  variables: {
    UV_PROJECT_ENVIRONMENT: "/opt/venv",
    UV_PYTHON_DOWNLOADS: "never",
    UV_LINK_MODE: "copy",
    // Compiled once here: without it each of the tools and suites pays seconds at its start.
    UV_COMPILE_BYTECODE: "1",
    // Trust the system's certificates, so that a corporate proxy's authority works.
    UV_SYSTEM_CERTS: "true",
    PYTHONDONTWRITEBYTECODE: "1",
    PATH: `/opt/venv/bin:${PATH}`,
  },
}

/** npm installs beside package.json, where Node, bundlers and npm workspaces all look. */
const node: ResolvedToolchain = {
  image: IMAGES.node,
  imageSetup: [],
  lockFiles: ["package.json", "package-lock.json", ".npmrc"],
  install: [["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]],
  installed: ["node_modules"],
  caches: { npm: "/root/.npm" },
  buildCaches: {},
  variables: {
    // As for python: beside Node's own authorities.
    NODE_OPTIONS: "--use-system-ca",
    npm_config_update_notifier: "false",
    // The source lies in /src (exec/toolchain.ts).
    PATH: `/src/node_modules/.bin:${PATH}`,
  },
}

// renovate: datasource=go depName=gotest.tools/gotestsum
const GOTESTSUM = "gotest.tools/gotestsum@v1.13.0"
// renovate: datasource=go depName=github.com/boumenot/gocover-cobertura
const GOCOVER_COBERTURA = "github.com/boumenot/gocover-cobertura@v1.5.0"

const DOWNLOADS = "/var/cache/go-modules"

/** Go reports neither JUnit nor Cobertura by itself: two small tools do. */
const go: ResolvedToolchain = {
  image: IMAGES.go,
  imageSetup: [],
  lockFiles: ["go.mod", "go.sum"],
  install: [
    ["env", `GOMODCACHE=${DOWNLOADS}`, "go", "install", GOTESTSUM],
    ["env", `GOMODCACHE=${DOWNLOADS}`, "go", "install", GOCOVER_COBERTURA],
    // Down into the volume, which is not there when tools run, then from it into the layer, which is.
    ["env", `GOMODCACHE=${DOWNLOADS}`, "go", "mod", "download"],
    ["env", `GOPROXY=file://${DOWNLOADS}/cache/download`, "go", "mod", "download"],
  ],
  installed: [],
  caches: { "go-modules": DOWNLOADS },
  // The go command says of it: safe for any number of go commands on one machine at the same time.
  buildCaches: { "go-build": "/root/.cache/go-build" },
  variables: {
    GOPATH: "/go",
    GOCACHE: "/root/.cache/go-build",
    // The declared image decides the version; go.mod must not fetch another.
    GOTOOLCHAIN: "local",
    PATH: `/go/bin:/usr/local/go/bin:${PATH}`,
  },
}

export const presets = { python, node, go } as const satisfies Record<string, ResolvedToolchain>
