/** Owns which of the passed secrets a target gets; what is missing is told by name, flag and key, all of it at once. */
import type { Secret } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { flagOf, reveal } from "../exec/secret.js"
import { ENVIRONMENTS, type EnvironmentName } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { Credential, TokenFlag } from "./declaration.js"

/** As they were passed; read at the moment of sending. */
export interface PassedSecrets {
  tokens: Partial<Record<TokenFlag, Secret | undefined>>
  /** What --secrets named, by URI; asked once, and only where the config names one. */
  named(): Promise<ReadonlyMap<string, Secret>>
}

export function passedSecrets(tokens: PassedSecrets["tokens"], all: readonly Secret[]): PassedSecrets {
  let asked: Promise<ReadonlyMap<string, Secret>> | undefined
  return { tokens, named: () => (asked ??= byUri(all)) }
}

async function byUri(secrets: readonly Secret[]): Promise<ReadonlyMap<string, Secret>> {
  return new Map(await Promise.all(secrets.map(async (secret) => [await secret.uri(), secret] as const)))
}

interface Missing {
  needs: string
  pass: string
}

/** Names every secret that these environments need and nobody passed; before anything is changed. */
export async function requireSecrets(
  context: Context,
  environments: readonly EnvironmentName[] = ENVIRONMENTS,
): Promise<void> {
  const missing = await missingSecrets(context, environments)
  if (missing.length > 0) throw failure("SECRETS_MISSING", { missing })
}

export async function missingSecrets(
  context: Context,
  environments: readonly EnvironmentName[] = ENVIRONMENTS,
): Promise<Missing[]> {
  const all = await Promise.all(environments.map((environment) => missingIn(context, environment)))
  // Whoever deploys to one environment alone publishes nothing.
  const toSign = environments === ENVIRONMENTS ? await missingToSign(context) : []
  return [...toSign, ...all.flat()]
}

/** Only real releases are signed, and only where they are pushed for others to pull. */
async function missingToSign({ config, request, secrets }: Context): Promise<Missing[]> {
  const { sign, repository } = config.image ?? {}
  if (!sign || !repository || request?.scope !== "release") return []
  const passed = await secrets.named()
  return Object.entries(sign)
    .filter(([, uri]) => !passed.has(uri))
    .map(([key, uri]) => ({ needs: `signing the image needs image.sign.${key}`, pass: `--secrets=${uri}` }))
}

/** The key, and its password where it has one; or an error that names what was not passed. */
export async function signingKey(
  context: Context,
  { key, password }: { key: string; password?: string | undefined },
): Promise<{ key: Secret; password?: Secret | undefined }> {
  const missing = await missingToSign(context)
  if (missing.length > 0) throw failure("SECRETS_MISSING", { missing })
  const passed = await context.secrets.named()
  return { key: passed.get(key)!, password: password === undefined ? undefined : passed.get(password) }
}

async function missingIn(context: Context, environment: EnvironmentName): Promise<Missing[]> {
  const { secrets, options } = context.config.environments[environment]
  const target = context.target(environment)
  const { name, credential } = target
  // An embedded environment stands in for whatever was declared: it needs nothing of it.
  if (name === "local") return []
  const variables = Object.entries(secrets).map(([variable, uri]) => ({
    uri,
    needs: `${environment} needs ${variable} (environments.${environment}.secrets.${variable})`,
  }))
  const others = Object.entries(target.secretsIn?.(options) ?? {}).map(([key, uri]) => ({
    uri,
    needs: `${environment} needs ${key} (environments.${environment}.options.${key})`,
  }))
  const wanted = [...variables, ...others]
  const passed = wanted.length > 0 ? await context.secrets.named() : new Map<string, Secret>()
  const missing = wanted
    .filter(({ uri }) => !passed.has(uri))
    .map(({ uri, needs }) => ({ needs, pass: `--secrets=${uri}` }))
  const wants = credential !== undefined && (target.needsCredential?.(options) ?? true)
  if (!wants || (await credentialOf(context, environment, credential))) return missing
  return [lacking(context, environment, credential), ...missing]
}

function lacking(context: Context, environment: EnvironmentName, { flag, what }: Credential): Missing {
  const { token } = context.config.environments[environment]
  return {
    needs: `${environment} needs ${what} for ${context.target(environment).name} (environments.${environment}.token, or the flag)`,
    pass: token ? `--secrets=${token}` : `${flagOf(flag)}=env://NAME_OF_YOUR_VARIABLE`,
  }
}

async function credentialOf(
  { config, secrets }: Pick<Context, "config" | "secrets">,
  environment: EnvironmentName,
  { flag }: Credential,
): Promise<Secret | undefined> {
  const { token } = config.environments[environment]
  return token === undefined ? secrets.tokens[flag] : (await secrets.named()).get(token)
}

/** The platform's credential, as a Secret: to be mounted, or to be read in the moment of sending. */
export async function credential(context: Context, environment: EnvironmentName): Promise<Secret> {
  const wanted = context.target(environment).credential
  if (!wanted) throw new Error(`bug: ${context.target(environment).name} declares no credential`)
  const found = await credentialOf(context, environment, wanted)
  if (found) return found
  throw failure("SECRETS_MISSING", { missing: [lacking(context, environment, wanted)] })
}

/** The plaintext of a secret that is sent; space around it is no part of it. */
export async function plaintextOf(secret: Secret, needs: string): Promise<string> {
  return reveal(secret, "it", READ_MS).catch((error: Error) => {
    throw failure("SECRET_UNREADABLE", { needs, reason: error.message })
  })
}

const READ_MS = 10_000

/** The environment's secret variables; all of them, or an error that names the missing ones. */
export async function secretVariables(context: Context, environment: EnvironmentName): Promise<Record<string, Secret>> {
  const { secrets } = context.config.environments[environment]
  const missing = await missingIn(context, environment)
  const bad = missing.filter(({ needs }) => needs.includes(`environments.${environment}.secrets.`))
  if (bad.length > 0) throw failure("SECRETS_MISSING", { missing: bad })
  if (Object.keys(secrets).length === 0) return {}
  const passed = await context.secrets.named()
  return Object.fromEntries(Object.entries(secrets).map(([variable, uri]) => [variable, passed.get(uri)!]))
}
