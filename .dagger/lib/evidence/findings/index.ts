/** Owns the map from a declared format to its reader. */
import type { Format } from "../../config/schema.js"
import { readBandit } from "./bandit.js"
import { readDiff } from "./diff.js"
import { readEslint } from "./eslint.js"
import type { Reader } from "./finding.js"
import { readLines } from "./lines.js"
import { readMypy } from "./mypy.js"
import { readPipAudit } from "./pip-audit.js"
import { readSafety } from "./safety.js"
import { readSarif } from "./sarif.js"

export const readers = {
  lines: readLines,
  diff: readDiff,
  mypy: readMypy,
  bandit: readBandit,
  eslint: readEslint,
  sarif: readSarif,
  "pip-audit": readPipAudit,
  safety: readSafety,
} as const satisfies Record<Exclude<Format, "text">, Reader>
