/** Owns running the real kubectl in a container: the kubeconfig is mounted, and is in no argument and no word it says. */
import { dag, ReturnType } from "@dagger.io/dagger"
import { failure } from "../../errors.js"
import { within } from "../../exec/poll.js"
import { redact } from "../../exec/redact.js"
import { IMAGES } from "../../images.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { credential, plaintextOf } from "../secrets.js"
import { optionsOf } from "../settings.js"
import { secretsIn } from "./kubeconfig.js"
import { refusalOf } from "./refusal.js"

export interface Said {
  exitCode: number
  stdout: string
  stderr: string
}

export interface Kubectl {
  /** Whatever it exits with. `input` is the text of the file /shipway/input. */
  ask(args: readonly string[], input?: string): Promise<Said>
  /** What it prints; an exit code other than 0 is an error that says what was to be done. */
  run(operation: string, args: readonly string[], input?: string): Promise<string>
}

export const INPUT = "/shipway/input"
const KUBECONFIG = "/shipway/kubeconfig"
const REQUEST_SECONDS = 30
const CALL_MS = 180_000

export async function kubectlFor(context: Context, environment: EnvironmentName): Promise<Kubectl> {
  const { namespace, context: name, image } = optionsOf(context, environment, "kubernetes")
  const kubeconfig = await credential(context, environment)
  const secrets = secretsIn(await plaintextOf(kubeconfig, `${environment}'s kubeconfig`))
  const base = dag
    .container()
    .from(image ?? IMAGES.kubectl)
    .withEnvVariable("KUBECONFIG", KUBECONFIG)
    .withMountedSecret(KUBECONFIG, kubeconfig)
  const always = [
    `--namespace=${namespace}`,
    `--request-timeout=${REQUEST_SECONDS}s`,
    ...(name ? [`--context=${name}`] : []),
  ]
  async function ask(args: readonly string[], input = ""): Promise<Said> {
    const ran = base
      .withNewFile(INPUT, input)
      // The cluster changes behind the engine's back: nothing it said before counts.
      .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
      .withExec(["kubectl", ...always, ...args], { expect: ReturnType.Any })
    const said = Promise.all([ran.exitCode(), ran.stdout(), ran.stderr()])
    const [exitCode, stdout, stderr] = await within(said, CALL_MS, `kubectl ${args[0]} did not end`)
    return { exitCode, stdout: redact(stdout, secrets), stderr: redact(stderr, secrets) }
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

export function refused(operation: string, { stderr, exitCode }: Said): Error {
  const { reason, advice } = refusalOf(stderr, exitCode)
  return failure("PLATFORM_CALL", { platform: "kubernetes", operation, reason, request: "", advice })
}
