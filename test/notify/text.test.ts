/** Shows how texts are cut to a limit, and how secrets are kept out of them. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { clip } from "../../.dagger/lib/notify/clip.js"
import { redact, redactAll } from "../../.dagger/lib/exec/redact.js"

describe("a text that is cut", () => {
  const escape = (one: string) => (one === "&" ? "&amp;" : one)

  it("fits, is whole when it can be, and never ends within a character or an entity (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
        const cut = clip(text, limit, escape)
        const whole = [...text].map(escape).join("")

        expect(cut.length).toBeLessThanOrEqual(limit)
        if (whole.length <= limit) expect(cut).toBe(whole)
        else expect(cut.endsWith("…")).toBe(true)
        expect(whole.startsWith(cut.replace(/…$/, ""))).toBe(true)
        expect(cut).not.toMatch(/\p{Surrogate}/u)
        expect(cut.replace(/&amp;/g, "")).not.toContain("&")
      }),
    )
  })

  it.each([
    ["short", 10, "short"],
    ["exactly-10", 10, "exactly-10"],
    ["eleven chars", 10, "eleven ch…"],
    ["👍👍👍", 4, "👍…"],
    ["&&&", 8, "&amp;…"],
  ])("%s at %d: %s", (text, limit, expected) => {
    expect(clip(text, limit, escape)).toBe(expected)
  })
})

describe("a secret", () => {
  it.each([
    ["as it is", "before s3cret-key after", "before *** after"],
    ["as an address writes it", "x?k=s3cret%2Fkey", "x?k=***"],
    ["of a Slack address, without its host", "404 /services/T1/B2/abcdef", "404 ***"],
    ["that GitHub gave", "token ghp_abcdefghijklmnopqrstuvwxyz12", "token ***"],
    ["in a database address", "postgres://u:pa55@db:5432/x", "postgres://u:***@db:5432/x"],
    ["in a header", "Authorization: Bearer abc.def-ghi_1234567", "Authorization: Bearer ***"],
    ["that is none: words after basic", "basic authentication-failed", "basic authentication-failed"],
    ["that is none: a digest", `sha256:${"ab12".repeat(16)}`, `sha256:${"ab12".repeat(16)}`],
  ])("%s", (_, text, expected) => {
    const secrets = ["s3cret-key", "s3cret/key", "https://hooks.example.org/services/T1/B2/abcdef"]

    expect(redact(text, secrets)).toBe(expected)
  })

  it("is nowhere in a value, whatever surrounds it (property)", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.jsonValue(), fc.string(), (secret, value, around) => {
        fc.pre(!"***".includes(secret) && secret.trim() === secret)
        const hidden = redactAll({ value, text: `${around}${secret}${around}` }, [secret])

        expect(hidden.text).not.toContain(secret)
      }),
    )
  })
})
