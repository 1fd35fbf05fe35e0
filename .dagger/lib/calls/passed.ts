/** Owns which secrets a call was given; not what they are. */
import type { Passed } from "../pipeline/secret-needs.js"
import type { PassedSecrets } from "../targets/secrets.js"
import type { Given } from "./given.js"

/** The platforms' credentials. */
export function tokensOf(given: Given): PassedSecrets["tokens"] {
  const { railwayToken, renderToken, vercelToken, kubeconfig, sshKey } = given
  return { railwayToken, renderToken, vercelToken, kubeconfig, sshKey }
}

export async function passedIn(given: Given): Promise<Passed> {
  const { registryPassword, slackWebhook, pagerdutyKey, githubToken, webhookSecret } = given
  const named = { registryPassword, slackWebhook, pagerdutyKey, githubToken, webhookSecret, ...tokensOf(given) }
  const uris = await Promise.all((given.secrets ?? []).map((secret) => secret.uri()))
  return { flags: Object.entries(named).flatMap(([name, secret]) => (secret ? [name] : [])), uris }
}
