/** Owns running scripts/ship in an empty folder, with a stand-in for `dagger`. */
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A stand-in for the command line: writes the report it is told to, at the path it was given, and ends as told. A journal's WORD is the one it was given. */
const STAND_IN = `#!/bin/sh
echo "$@" > "$LOG"
env > "$LOG.env"
echo '1   : [0.1s] | shipway ▶ lint' >&2
for flag in "$@"; do case $flag in --journal=*) given=\${flag#--journal=} ;; esac; done
[ -z "$given" ] || { cp "$given" "$LOG.journal"; word=$(sed -n '$s/.*"listener":"\\([^"]*\\)".*/\\1/p' "$given"); }
[ -z "$LINES" ] || printf '%s\\n' "$LINES" | sed "s/WORD /\${word:+$word }/" >&2
echo 'Error: seeded by the test' >&2
while [ $# -gt 0 ]; do [ "$1" = --path ] && path=$2; [ "$1" = --run ] && run=$2; shift; done
if [ -n "$REPORT" ]; then mkdir -p "$path" && echo "table" > "$path/summary.txt" && echo "$REPORT" | sed "s/THIS/$run/" > "$path/report.json"; fi
if [ -n "$REPORT" ] && [ -n "$JOURNAL" ]; then printf '%s' "$JOURNAL" > "$path/journal.jsonl"; fi
exit "$CODE"
`

export function ship(args: string[], { report = "", code = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "shipway-ship-"))
  mkdirSync(join(folder, "bin"))
  writeFileSync(join(folder, "bin", "dagger"), STAND_IN)
  chmodSync(join(folder, "bin", "dagger"), 0o755)
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    LOG: join(folder, "log"),
    REPORT: report,
    CODE: String(code),
  }
  const script = join(process.cwd(), "scripts", "ship")
  const again = (more: string[], other: Record<string, string> = {}) =>
    spawnSync(script, more, { cwd: folder, env: { ...env, ...other }, encoding: "utf8" })
  return { folder, again, ...again(args) }
}
