/** Owns asking kubectl: again where that does no harm, without a secret in its words, and with every failure told. */
import { failure, type ShipwayError } from "../../errors.js"
import { attempts } from "../../exec/attempts.js"
import { inTrouble } from "../../exec/http.js"
import { redact } from "../../exec/redact.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { credential, plaintextOf } from "../secrets.js"
import { optionsOf } from "../settings.js"
import type { Connect, Said } from "./connect.js"
import { secretsIn } from "./kubeconfig.js"
import { refusalOf, troubleOf } from "./refusal.js"

export interface Kubectl {
  /** Whatever it exits with. `input` is the text of the file /shipway/input. */
  ask(args: readonly string[], input?: string): Promise<Said>
  /** What it prints; an exit code other than 0 is an error that says what was to be done. */
  run(operation: string, args: readonly string[], input?: string): Promise<string>
}

const REQUEST_SECONDS = 30
/** All tries of one command with the pauses between them. */
const OPERATION_MS = 180_000

/** Replaced one by one in tests, which shows what each of them is there for. */
export const guards = {
  redact,
  /** Twice is the same as once: what only looks, and what says how it shall be. */
  isRepeatable: ([verb]: readonly string[]): boolean =>
    ["get", "logs", "auth", "version", "diff", "apply", "label"].includes(verb!),
}

export async function kubectlFor(connect: Connect, context: Context, environment: EnvironmentName): Promise<Kubectl> {
  const { namespace, context: name } = optionsOf(context, environment, "kubernetes")
  const { clock } = context
  const kubeconfig = await credential(context, environment)
  const secrets = secretsIn(await plaintextOf(kubeconfig, `${environment}'s kubeconfig`))
  const exec = await connect(context, environment)
  const always = [
    `--namespace=${namespace}`,
    `--request-timeout=${REQUEST_SECONDS}s`,
    ...(name ? [`--context=${name}`] : []),
  ]
  async function once(args: readonly string[], input: string): Promise<Said> {
    const { exitCode, stdout, stderr } = await exec([...always, ...args], input)
    return { exitCode, stdout: guards.redact(stdout, secrets), stderr: guards.redact(stderr, secrets) }
  }
  async function ask(args: readonly string[], input = ""): Promise<Said> {
    let said: Said | undefined
    await attempts<Said>({
      once: async () => {
        said = await once(args, input)
        return troubleOf(said) ?? said
      },
      isTrouble: inTrouble,
      repeatable: guards.isRepeatable(args),
      clock,
      random: Math.random,
      deadline: clock.now() + OPERATION_MS,
    })
    return said!
  }
  return {
    ask,
    async run(operation, args, input) {
      const said = await ask(args, input)
      if (said.exitCode !== 0) throw refused(operation, said)
      return said.stdout
    },
  }
}

export function refused(operation: string, { stderr, exitCode }: Said): ShipwayError {
  const { reason, advice } = refusalOf(stderr, exitCode)
  return failure("PLATFORM_CALL", { platform: "kubernetes", operation, reason, request: "", advice })
}

/** What kubectl printed, as something; what cannot be read is an error, and never nothing. */
export function readable<T>(operation: string, text: string, read: (text: string) => T): T {
  try {
    return read(text)
  } catch (error) {
    const reason = `its answer cannot be read: ${(error as Error).message.split("\n").join(" ").slice(0, 200)}`
    const advice = "See what `kubectl get --output=json` prints for it; the cluster must speak apps/v1."
    throw failure("PLATFORM_CALL", { platform: "kubernetes", operation, reason, request: "", advice })
  }
}
