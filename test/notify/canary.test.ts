/** Shows that no secret is seen anywhere but in the request that needs it: not in a result, a ledger, an error, the output. */
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Fault } from "./fakes/vendor.js"
import { memoryLedger } from "../../.dagger/lib/notify/ledger.js"
import { GITHUB_TOKEN } from "./fakes/github.js"
import { rig } from "./rig.js"
import { events } from "./sample.js"
import { subjects } from "./subjects.js"

const written: string[] = []
const streams = [process.stdout, process.stderr]
const real = streams.map((stream) => stream.write.bind(stream))

beforeEach(() => {
  written.length = 0
  streams.forEach((stream, index) =>
    vi.spyOn(stream, "write").mockImplementation((text, ...rest) => {
      written.push(String(text))
      return real[index]!(text, ...(rest as []))
    }),
  )
})
afterEach(() => vi.restoreAllMocks())

const faults: Fault[] = [400, 404, 429, 500, "hang", "reset", "lost", "mid-body", "redirect", "odd-success"]

it.each(subjects.flatMap((of) => faults.map((fault) => [of.kind, fault, of] as const)))(
  "%s after %s keeps its secret to itself",
  async (_, fault, of) => {
    const r = await rig(of, fault === "hang" ? { callMs: 30 } : {})
    const keys: string[] = []
    const ledger = memoryLedger()
    const watched = { ...ledger, record: (key: string) => (keys.push(key), ledger.record(key)) }
    r.vendor.failReads()
    r.vendor.fail([fault], true)
    const told = await r.deliver([events.page, events.shipped, events.issue], { ledger: watched })
    const asked = await r.reachable()
    const seen = JSON.stringify([told, asked, keys, written])

    expect(told.results).toHaveLength(3)
    expect(seen).not.toContain(of.canary)
    expect(seen).not.toContain(encodeURIComponent(of.canary))
  },
)

it.each(subjects.map((of) => [of.kind, of] as const))(
  "%s tells nobody a secret that an event quotes",
  async (_, of) => {
    const r = await rig(of)
    const own = of.secret(r.vendor.url)
    const quote = `${own} https://hooks.slack.com/services/T1/B2/c3 Bearer abcdefgh12345678 postgres://shop:canaryPW@db/shop ${GITHUB_TOKEN}`
    const event = {
      ...events.page,
      title: `t ${quote}`,
      text: quote,
      findings: [{ ...events.page.findings[0]!, summary: quote }],
    }
    await r.deliver([event])
    const bodies = r.vendor.heard.filter(({ method }) => method === "POST").map(({ body }) => body)
    const shown = bodies
      .map((body) => (of.kind === "pagerduty" ? body.replace(`"routing_key":"${own}"`, "") : body))
      .join()

    expect(shown).toContain("***")
    for (const secret of [own, of.canary, "services/T1", "abcdefgh12345678", "canaryPW", GITHUB_TOKEN])
      expect(shown).not.toContain(secret)
  },
)

it.each(subjects.map((of) => [of.kind, of] as const))("%s has its secret read only when it sends", async (_, of) => {
  let reads = 0
  const plaintext = () => {
    reads++
    return Promise.resolve(of.secret("http://127.0.0.1:1"))
  }
  const r = await rig(of, { secrets: { [of.secretName]: { plaintext } } })
  await r.deliver([events.page], { hold: true })
  expect(reads).toBe(0)
  await r.deliver([events.page])
  expect(reads).toBeGreaterThan(0)
})
