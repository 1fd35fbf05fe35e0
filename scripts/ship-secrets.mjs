// Owns the secrets of the call: those of the constructor, each in a variable SHIPWAY_…, and those that a config names, in one.
// Only their names get into an argument; the values stay in the environment of the one process that reads them.

/** The constructor's secrets; a variable SHIPWAY_… passes each. */
const SECRETS = [
  "registry-password",
  "railway-token",
  "render-token",
  "vercel-token",
  "kubeconfig",
  "ssh-key",
  "slack-webhook",
  "pagerduty-key",
  "github-token",
  "webhook-secret",
]

/** Lines NAME=value: how a CI system hands on secrets whose names it does not know. */
const NAMED = "SHIPWAY_NAMED_SECRETS"

/** The flags of those that are not `given` already. Empty is how a CI system hands on a secret that is not set. */
export function constructorSecrets(given, env) {
  return SECRETS.map((flag) => ({ flag, variable: `SHIPWAY_${flag.replaceAll("-", "_").toUpperCase()}` }))
    .filter(({ flag, variable }) => env[variable] && !given(flag))
    .map(({ flag, variable }) => `--${flag}=env://${variable}`)
}

/** What SHIPWAY_NAMED_SECRETS holds, by name; throws with the number of a line that it cannot be, and never with its text. */
export function namedSecrets(env) {
  const named = {}
  for (const [index, line] of (env[NAMED] ?? "").split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue
    const [, name, value] = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? []
    const where = `line ${index + 1} of ${NAMED}`
    if (name === undefined) throw new Error(`${where} is not NAME=value, each secret in one line`)
    if (name in named) throw new Error(`${where} names ${name} a second time`)
    if (env[name] !== undefined) throw new Error(`${where} names ${name}, which is a variable here already`)
    if (value !== "") named[name] = value
  }
  return named
}

/** Without the one that held them all, which nothing reads. */
export function environmentWith(named, env) {
  const { [NAMED]: _, ...rest } = env
  return { ...rest, ...named }
}

/** GitHub hides the whole secret, and would show each value within it. */
export function maskedFor({ GITHUB_ACTIONS }, named) {
  if (GITHUB_ACTIONS !== "true") return []
  return Object.values(named).map((value) => `::add-mask::${value.replaceAll("%", "%25").replaceAll("\r", "%0D")}`)
}
