/** Owns the presets: what a stack's toolchain is when the config does not say otherwise. */
import { IMAGES } from "../images.js"

export interface ResolvedToolchain {
  image: string
  lockFiles: string[]
  install: string[][]
  caches: Record<string, string>
  variables: Record<string, string>
}

// renovate: datasource=pypi depName=uv
const UV = "uv==0.13.9"

/** uv installs from its lock file into a virtual environment outside the source, which the source's mount cannot hide. */
const python: ResolvedToolchain = {
  image: IMAGES.python,
  lockFiles: ["pyproject.toml", "uv.lock"],
  install: [
    ["pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", UV],
    ["uv", "sync", "--quiet", "--frozen", "--no-install-project", "--all-groups"],
  ],
  caches: { uv: "/root/.cache/uv" },
  variables: {
    UV_PROJECT_ENVIRONMENT: "/opt/venv",
    UV_PYTHON_DOWNLOADS: "never",
    UV_LINK_MODE: "copy",
    // Compiled once here: without it each of the tools and suites pays seconds at its start.
    UV_COMPILE_BYTECODE: "1",
    // Trust the system's certificates, so that a corporate proxy's authority works.
    UV_SYSTEM_CERTS: "true",
    PYTHONDONTWRITEBYTECODE: "1",
    PATH: "/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  },
}

export const presets = { python } as const satisfies Record<string, ResolvedToolchain>
