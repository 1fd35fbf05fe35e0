/** Shows that quoting survives a real shell, whatever is in an argument. */
import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { expect, it } from "vitest"
import { quote } from "../../.dagger/lib/exec/quote.js"

it("is read back by a shell as the same arguments", () => {
  const argument = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"))
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (argv) => {
      const seen = execFileSync("sh", ["-c", `printf '%s\\0' ${quote(argv)}`], { encoding: "utf8" })
      expect(seen).toBe(argv.map((text) => `${text}\0`).join(""))
    }),
    { numRuns: 100, examples: [[["it's", "$(exit 1)", "`x`", "a\nb", ""]]] },
  )
})
