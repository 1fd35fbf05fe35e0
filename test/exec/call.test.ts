/** Shows that what an answer quotes is hidden also where the words are cut within it. */
import { expect, it } from "vitest"
import { caller } from "../../.dagger/lib/exec/call.js"

it("a secret across the cut is hidden whole", async () => {
  const secret = "s3cret-of-the-notifier"
  const fetch = () => Promise.resolve(new Response(`${"x".repeat(185)} ${secret}`, { status: 400 }))
  const call = caller({ fetch, now: () => 0, limitMs: () => 1000, secret })
  const answer = await call({ method: "POST", url: "https://vendor.example/" }, () => false)

  expect(answer).toEqual({ trouble: "refused", reason: `status 400: ${"x".repeat(185)} ***` })
})
