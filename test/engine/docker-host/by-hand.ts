/** Owns what a person would type without Shipway: the commands that docs/operations.md shows, on a Docker host for tests. */
import { dag, ReturnType } from "@dagger.io/dagger"
import { readFile } from "node:fs/promises"
import { endOf } from "../../../.dagger/lib/exec/end-of.js"
import { IMAGES } from "../../../.dagger/lib/images.js"
import type { Image } from "../../../.dagger/lib/targets/target.js"
import type { TestHost } from "./host.js"

export async function byHand(
  host: TestHost,
  { repository, digest }: Image,
  variables: { BESIDE: string },
): Promise<{ output: string; exitCode: number }> {
  const section = (await readFile("docs/operations.md", "utf8"))
    .split(/^## /m)
    .find((one) => one.startsWith("When Shipway itself"))!
  const script = [...section.matchAll(/```sh\n([^]*?)```/g)].map((match) => match[1]!).join("\n")
  const ran = dag
    .container()
    .from(IMAGES.docker)
    .withMountedSecret("/root/.ssh/id_ed25519", host.sshKey, { mode: 0o400 })
    .withNewFile("/root/.ssh/known_hosts", `${host.knownHost}\n`)
    .withMountedDirectory("/shop/app/deploy", dag.host().directory("test/engine/docker-host"))
    .withWorkdir("/shop")
    .withEnvVariable("BESIDE", variables.BESIDE)
    .withEnvVariable("TEST_RUN", crypto.randomUUID())
    .withExec(["sh", "-exc", onThisHost(script, `${repository}@${digest}`)], { expect: ReturnType.Any })
  const { exitCode, stdout, stderr } = await endOf(ran)
  return { exitCode, output: `${stdout}${stderr}` }
}

/** The names of the sample become those of the test. */
function onThisHost(script: string, reference: string): string {
  return script
    .replaceAll("deploy@docker.example", "deploy@docker-host")
    .replaceAll("roneira-production", "sample-production")
    .replace(/registry\.example\/\S+@sha256:\S+/, reference)
}
