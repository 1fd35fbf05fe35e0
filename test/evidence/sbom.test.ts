/** Shows which lists of packages are one: what is empty, cut off or of another format names nothing, and is no pass. */
import { describe, expect, it } from "vitest"
import { sbomOf } from "../../.dagger/lib/config/image-schema.js"
import { packagesIn } from "../../.dagger/lib/evidence/sbom.js"

const spdx = (...packages: object[]) => JSON.stringify({ spdxVersion: "SPDX-2.3", packages })
const cyclonedx = (...components: object[]) => JSON.stringify({ bomFormat: "CycloneDX", components })

describe("an SBOM", () => {
  it("in SPDX names its packages, and the image itself is none of them", () => {
    const image = { name: "shop", primaryPackagePurpose: "CONTAINER" }
    expect(packagesIn(spdx(image, { name: "fastapi" }, { name: "libc6" }), "spdx-json")).toEqual(["fastapi", "libc6"])
  })

  it("in CycloneDX names its components, and files are none of them", () => {
    const text = cyclonedx({ name: "fastapi", type: "library" }, { name: "/etc/passwd", type: "file" })
    expect(packagesIn(text, "cyclonedx-json")).toEqual(["fastapi"])
  })

  it.each([
    ["nothing at all", "", "spdx-json", "it is not JSON"],
    ["half a document", spdx({ name: "a" }).slice(0, -3), "spdx-json", "it is not JSON"],
    ["a list of nothing", spdx(), "spdx-json", "it names no package"],
    ["the image alone", spdx({ name: "shop", primaryPackagePurpose: "CONTAINER" }), "spdx-json", "it names no package"],
    ["packages without names", spdx({ version: "1" }), "spdx-json", "it names no package"],
    ["the other format", cyclonedx({ name: "a" }), "spdx-json", "it is no spdx-json"],
    ["a number", "4", "cyclonedx-json", "it is not JSON"],
  ] as const)("that is %s is an error", (_, text, format, words) =>
    expect(() => packagesIn(text, format)).toThrow(words),
  )
})

it.each([
  ["a real push, by default", undefined, true, "spdx-json"],
  ["a rehearsal, by default", undefined, false, undefined],
  ["a real push that wants none", "none", true, undefined],
  ["a rehearsal that wants one", "cyclonedx-json", false, "cyclonedx-json"],
] as const)("%s", (_, sbom, real, expected) => {
  expect(sbomOf({ sbom }, real)).toBe(expected)
})
