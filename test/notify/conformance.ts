/** Owns what every notifier promises, whoever its vendor is. */
import { describe } from "vitest"
import { deliveryOf } from "./promises/delivery.js"
import { dryCallOf } from "./promises/dry-call.js"
import { lossOf } from "./promises/loss.js"
import { onceOf } from "./promises/once.js"
import { refusalOf } from "./promises/refusal.js"
import type { Subject } from "./subjects.js"

export function conformance(of: Subject): void {
  const kinds = [...of.repeated, ...of.single]
  describe(`${of.kind}: delivery`, () => deliveryOf(of, kinds))
  describe(`${of.kind}: an answer that is lost`, () => lossOf(of))
  describe(`${of.kind}: refusal`, () => refusalOf(of, kinds[0]!))
  describe(`${of.kind}: once per event`, () => onceOf(of, kinds))
  describe(`${of.kind}: the dry call`, () => dryCallOf(of))
}
