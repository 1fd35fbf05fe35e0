/** Owns one violation for each lint tool of the sample, and what the tool says about it. */

export const unformatted = `"""Seeded for black."""\n\nVALUE = 'one'\n`
export const unsorted = `"""Seeded for isort."""\n\nimport sys\nimport os\n\nprint(os, sys)\n`

/** Each in a file of its own, and written so that the other tools have nothing to say about it. */
export const seeds: [string, string, string, RegExp][] = [
  ["black", "seeded_black.py", unformatted, /seeded_black\.py:1: format lines 1 to 3 would be changed/],
  ["isort", "seeded_isort.py", unsorted, /seeded_isort\.py:1: format lines 1 to \d would be changed/],
  [
    "flake8",
    "seeded_flake8.py",
    `"""Seeded for flake8."""\n\nimport os\n`,
    /seeded_flake8\.py:3:1: F401 'os' imported but unused/,
  ],
  [
    "mypy",
    "seeded_mypy.py",
    `"""Seeded for mypy."""\n\nVALUE: int = "one"\n`,
    /seeded_mypy\.py:3:14: assignment Incompatible types/,
  ],
  [
    "bandit",
    "seeded_bandit.py",
    `"""Seeded for bandit."""\n\nimport subprocess\n\nsubprocess.call("ls", shell=True)\n`,
    /seeded_bandit\.py:5:1: B602 subprocess call with shell=True/,
  ],
]

/** A lock file with a package that has known vulnerabilities, for the audit. */
export function vulnerable(lock: string): string {
  return lock
    .replace(/(name = "pyyaml"\nversion = )"[\d.]+"/, `$1"5.3"`)
    .replaceAll(/pyyaml-[\d.]+(?=[-.])/g, "pyyaml-5.3")
}
