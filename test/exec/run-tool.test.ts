/** Shows that times that were never written down are 0, and no number that a report cannot hold. */
import { expect, it } from "vitest"
import { timesOf } from "../../.dagger/lib/exec/run-tool.js"

it.each([
  ["", 0, 0, ""],
  ["\n", 0, 0, ""],
  ["1700000000\n", 1_700_000_000_000, 0, ""],
  ["1700000000\n1700000007\n", 1_700_000_000_000, 7000, ""],
  ["1700000000\n1700000007\ncommand\n", 1_700_000_000_000, 7000, "command"],
  ["\n\nbefore\n", 0, 0, "before"],
  ["rubbish\nmore\n", 0, 0, ""],
])("reads %j", (text, startedAt, durationMs, late) => expect(timesOf(text)).toEqual({ startedAt, durationMs, late }))
