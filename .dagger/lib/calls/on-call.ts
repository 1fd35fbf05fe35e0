/** Owns the calls of a person on call, each about one environment, and doctor's. */
import { readConfig } from "../config/read.js"
import { doctor as doctorOf } from "../pipeline/doctor.js"
import { deployOne, freezeByHand, lookAt, rollBackTo, unlockByHand } from "../pipeline/on-call.js"
import { historyOf, liveIn } from "../pipeline/single.js"
import type { Deployment } from "../targets/target.js"
import type { Gate } from "./gate.js"
import { contextOf, type Given, onCall } from "./given.js"
import { looked } from "./looked.js"

interface Change {
  run: string
  force?: string
  breakLock: boolean
}

export async function deploy(
  given: Given,
  environment: string,
  image: string,
  { breakLock, ...options }: Change,
): Promise<Deployment> {
  const [context, place] = await onCall(given, environment, options)
  return deployOne(context, place, image, breakLock)
}

export async function rollback(
  given: Given,
  environment: string,
  to: string | undefined,
  { breakLock, ...options }: Change,
): Promise<Deployment> {
  const [context, place] = await onCall(given, environment, options)
  return rollBackTo(context, place, to, breakLock)
}

export async function look(
  given: Given,
  environment: string,
  kind: "smoke" | "verify" | "load" | "bake",
): Promise<Gate> {
  const [context, place] = await onCall(given, environment)
  return looked(await lookAt(context, place, kind))
}

export async function status(given: Given, environment: string): Promise<Deployment> {
  return liveIn(...(await onCall(given, environment)))
}

export async function history(given: Given, environment: string): Promise<Deployment[]> {
  return historyOf(...(await onCall(given, environment)))
}

export async function freeze(given: Given, environment: string, digest: string, reason: string): Promise<string> {
  const [context, place] = await onCall(given, environment)
  return freezeByHand(context, place, digest, reason)
}

export async function unlock(given: Given, environment: string): Promise<string> {
  return unlockByHand(...(await onCall(given, environment)))
}

export async function doctor(given: Given): Promise<string> {
  const config = await readConfig(given.source, given.config)
  return doctorOf(await contextOf(given, config, { scope: "release" }))
}
