/** Owns running the real kubectl in a container: the kubeconfig is mounted, and is in no argument. */
import { dag, ReturnType } from "@dagger.io/dagger"
import { endOf } from "../../exec/end-of.js"
import { within } from "../../exec/poll.js"
import { IMAGES } from "../../images.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { credential } from "../secrets.js"
import { optionsOf } from "../settings.js"

export interface Said {
  exitCode: number
  stdout: string
  stderr: string
}

/** Runs kubectl once. `input` is the text of the file /shipway/input. */
export type Exec = (args: readonly string[], input: string) => Promise<Said>
export type Connect = (context: Context, environment: EnvironmentName) => Promise<Exec>

export const INPUT = "/shipway/input"
const KUBECONFIG = "/shipway/kubeconfig"
const CALL_MS = 180_000

export const connect: Connect = async (context, environment) => {
  const { image } = optionsOf(context, environment, "kubernetes")
  const base = dag
    .container()
    .from(image ?? IMAGES.kubectl)
    .withEnvVariable("KUBECONFIG", KUBECONFIG)
    .withMountedSecret(KUBECONFIG, await credential(context, environment))
  return async (args, input) => {
    const ran = base
      .withNewFile(INPUT, input)
      // The cluster changes behind the engine's back: nothing it said before counts.
      .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
      .withExec(["kubectl", ...args], { expect: ReturnType.Any })
    const { exitCode, stdout, stderr } = await within(
      endOf(ran),
      CALL_MS,
      `kubectl ${args.find((one) => !one.startsWith("-"))} did not end`,
    )
    return { exitCode, stdout, stderr }
  }
}
