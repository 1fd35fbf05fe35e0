/** Owns the fix window: look again at every interval until the release recovered, got worse, or time is up. Pure. */
import type { RollbackPolicy } from "../config/rollback-schema.js"
import { type Clock, within } from "../exec/poll.js"
import { Severity } from "../../src/names.js"
import type { Finding, Look } from "./decision.js"
import { inWords, type WindowEnd } from "./policy.js"
import { isAsBad, worstOf } from "./severity.js"

export interface WindowOptions {
  policy: Pick<RollbackPolicy, "fixWindowSeconds" | "everySeconds" | "recoveredAfter">
  clock: Clock
  /** In epoch milliseconds: in the past when an earlier attempt was interrupted in the middle of it. */
  begun: number
  /** Repeated at every interval. */
  look: Proof
  /** What else has to hold for a recovery, such as a bake that failed or never ran: asked once the looks are good. */
  prove?: Proof | undefined
  /** Another release that production serves by now; it takes over. */
  superseded: () => Promise<string | undefined>
  onLook: (look: Look) => void
}

export interface Proof {
  names: readonly string[]
  run: () => Promise<readonly Finding[]>
  /** Longer than this is as good as unreadable. */
  limitSeconds: number
}

export interface WindowResult {
  end: WindowEnd
  why: string
  looks: readonly Look[]
}

/** No look begins after the window is over, so it ends with the last of them. */
export async function fixWindow(options: WindowOptions): Promise<WindowResult> {
  const { policy, clock, prove, begun } = options
  const looks: Look[] = []
  const ended = (end: WindowEnd, why: string) => ({ end, why, looks })
  let inRow = 0
  for (let due = nextDue(options, begun); due !== undefined; due = nextDue(options, begun)) {
    await clock.sleep(due - clock.now())
    const newer = await supersededBy(options)
    if (newer) return ended("superseded", `${newer} took its place`)
    let last = await lookOnce(options, options.look, looks)
    if (prove && last.clean && inRow + 1 >= policy.recoveredAfter) last = await lookOnce(options, prove, looks)
    if (isCritical(last)) return endOf(options, ended("critical-in-window", `it got worse: ${inWords(last.findings)}`))
    inRow = last.clean ? inRow + 1 : 0
    if (inRow >= policy.recoveredAfter) return ended("recovered", recovery(inRow))
  }
  return endOf(options, ended("window-over", `it did not recover within ${policy.fixWindowSeconds} s`))
}

/** Looks keep to the beat: the time that one takes does not push the next one out of the window. */
function nextDue({ policy, clock }: WindowOptions, begun: number): number | undefined {
  const every = policy.everySeconds * 1000
  const due = begun + (Math.floor((clock.now() - begun) / every) + 1) * every
  return due <= begun + policy.fixWindowSeconds * 1000 ? due : undefined
}

/** Before anything is taken back: what was seen to be bad may by now be another release on its way in. */
async function endOf(options: WindowOptions, result: WindowResult): Promise<WindowResult> {
  const newer = await supersededBy(options)
  return newer ? { ...result, end: "superseded", why: `${newer} took its place` } : result
}

/** Who cannot be asked has not been superseded: the release under watch is still the one to answer for. */
async function supersededBy({ superseded }: WindowOptions): Promise<string | undefined> {
  return superseded().catch(() => undefined)
}

async function lookOnce({ clock, onLook }: WindowOptions, proof: Proof, looks: Look[]): Promise<Look> {
  const at = clock.now()
  const result = await seen(proof)
  const look = { at, durationMs: clock.now() - at, proofs: proof.names, ...result }
  looks.push(look)
  onLook(look)
  return look
}

/** What cannot be read is never clean. */
async function seen({ run, limitSeconds }: Proof): Promise<Pick<Look, "clean" | "findings" | "problem">> {
  try {
    const findings = await within(run(), limitSeconds * 1000, "no answer")
    return { clean: !isAsBad(worstOf(findings), Severity.Major), findings }
  } catch (error) {
    return { clean: false, findings: [], problem: error instanceof Error ? error.message : String(error) }
  }
}

function isCritical({ findings }: Look): boolean {
  return worstOf(findings) === Severity.Critical
}

function recovery(inRow: number): string {
  return `it recovered: ${inRow} good look${inRow === 1 ? "" : "s"} in a row`
}
