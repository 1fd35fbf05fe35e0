/** Owns what a Go module's files come to. Pure. */
import type { Stack } from "./proposal.js"
import { has, type Seen } from "./seen.js"

const PRESET_MINOR = 26

export function go(seen: Seen): Stack | undefined {
  if (!has(seen, "go.mod")) return undefined
  const text = seen.texts["go.mod"] ?? ""
  const minor = Number(/^go 1\.(\d+)/m.exec(text)?.[1] ?? PRESET_MINOR)
  const newer = minor > PRESET_MINOR
  const none = "No test was found: the suite fails until there is one, because zero tests are no pass."
  return {
    preset: "go",
    name: /^module\s+(\S+)/m
      .exec(text)?.[1]
      ?.replace(/\/v\d+$/, "")
      .split("/")
      .at(-1),
    why: ["go.mod says that this is Go."],
    toolchain: newer
      ? { value: { image: `golang:1.${minor}-alpine` }, why: ["go.mod asks for this version."] }
      : { value: {}, why: [] },
    lint: {
      gofmt: { value: { command: ["gofmt", "-d", "."], fix: ["gofmt", "-w", "."] }, why: ["Go's own formatter."] },
      vet: { value: { command: ["go", "vet", "./..."] }, why: [] },
    },
    tests: {
      unit: {
        value: { command: ["gotestsum", "--junitfile", "{junit}", "--", "-count=1", "./..."] },
        why: [
          "-count=1: a result that Go remembers is no run.",
          ...(seen.paths.some((path) => path.endsWith("_test.go")) ? [] : [none]),
        ],
      },
    },
    hints: [],
  }
}
