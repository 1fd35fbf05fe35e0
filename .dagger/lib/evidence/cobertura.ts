/** Owns reading a Cobertura report: exact counts, because rounded percentages hide a gate's edge. Pure. */
import { count, elements, parse } from "./xml.js"

export interface Coverage {
  covered: number
  valid: number
}

/** Lines and branches together, as coverage.py counts its total. */
export function readCobertura(text: string): Coverage {
  const root = elements(parse(text), "coverage")[0]
  if (!root) throw new Error("no <coverage> element")
  const covered = count(root, "lines-covered") + count(root, "branches-covered")
  const valid = count(root, "lines-valid") + count(root, "branches-valid")
  return { covered, valid }
}

/** Strictly above; integers only, so that exactly the gate is below it. Nothing to cover proves nothing. */
export function isAbove({ covered, valid }: Coverage, percent: number): boolean {
  return valid > 0 && covered * 100 > percent * valid
}

export function percent({ covered, valid }: Coverage): string {
  return valid === 0 ? "no lines" : `${((covered / valid) * 100).toFixed(2)} %`
}
