// Owns the start of Chromium, for the browser tests and for whoever takes pictures.
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"

/** Without a sandbox: Chromium refuses to have one as root, and opens only our own file here. */
export function launch() {
  const script = fileURLToPath(new URL("chromium", import.meta.url))
  const executablePath = execFileSync(script, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim()
  return chromium.launch({ executablePath, args: ["--no-sandbox"] })
}
