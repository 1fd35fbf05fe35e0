/** Shows what is written down of releases where a platform knows images only. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { begunBefore, noted, readLedger, releaseOf } from "../../.dagger/lib/targets/ledger.js"
import { digest, release } from "./conformance/stage.js"

const written = (numbers: readonly number[]) =>
  numbers.reduce((text, number) => noted(readLedger(text), release(number), `dep-${number}`), "")

it("knows the twenty newest releases, each once (property)", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 80 }), (numbers) => {
      const ledger = readLedger(written(numbers))
      const newest = [...new Set(numbers.toReversed())].slice(0, 20)
      expect(ledger.map((note) => note.digest)).toEqual(newest.map(digest))
      for (const number of newest)
        expect(releaseOf(ledger, "registry.example/shop", digest(number))).toEqual(release(number))
    }),
  )
})

it("says of an image that it does not know no more than its digest", () => {
  expect(releaseOf([], "registry.example/shop", digest(1))).toEqual({
    image: { repository: "registry.example/shop", tag: "", digest: digest(1) },
    version: "",
    sha: "",
    run: "",
  })
})

it("takes a release up only for the run that wrote it down last", () => {
  const ledger = readLedger(written([1, 2]))

  expect(begunBefore(ledger, release(2))?.after).toBe("dep-2")
  expect(begunBefore(ledger, release(2, "another"))).toBeUndefined()
  expect(begunBefore(ledger, release(1))).toBeUndefined()
})

it.each([undefined, "", "no JSON", '{"digest": 1}', "[1]"])("is empty when the variable is %j", (text) => {
  expect(readLedger(text)).toEqual([])
})
