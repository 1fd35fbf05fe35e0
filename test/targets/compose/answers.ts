/** Owns how a Docker client in memory ends, and what it is told in its arguments. */
import type { Ended } from "../../../.dagger/lib/targets/compose/trouble.js"

export function well(stdout = ""): Ended {
  return { exitCode: 0, stdout, stderr: "" }
}

export function refused(stderr: string, exitCode = 1): Ended {
  return { exitCode, stdout: "", stderr }
}

export function labelsIn(argv: readonly string[]): Record<string, string> {
  const labels = argv.flatMap((word, place) => (argv[place - 1] === "--label" ? [word] : []))
  return Object.fromEntries(labels.map((label) => [label.split("=")[0]!, label.split("=").slice(1).join("=")]))
}
