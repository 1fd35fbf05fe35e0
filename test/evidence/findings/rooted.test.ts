/** Shows that every way a tool names a file comes to one path below the repository's root. */
import { expect, it } from "vitest"
import { rooted } from "../../../.dagger/lib/evidence/findings/rooted.js"

it.each([
  ["roneira/a.py", "app", "app/roneira/a.py"],
  ["./roneira/a.py", "app", "app/roneira/a.py"],
  ["/src/roneira/a.py", "app", "app/roneira/a.py"],
  ["roneira/a.py", ".", "roneira/a.py"],
  ["../elsewhere/a.py", "app", "/elsewhere/a.py"],
  ["/opt/venv/lib/a.py", "app", "/opt/venv/lib/a.py"],
  ["..a/b.py", ".", "..a/b.py"],
  [undefined, "app", undefined],
])("%s in %s lies at %s", (path, directory, expected) => {
  const finding = { rule: "r", level: "error" as const, message: "m", path }

  expect(rooted(finding, "/src", directory).path).toBe(expected)
})
