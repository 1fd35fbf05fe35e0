/** Owns the check of the alert rules by promtool: PromQL that does not parse is found before anything is watched by it. */
import { type Container, dag, ReturnType } from "@dagger.io/dagger"
import type { Bake, NamedAlert } from "../config/bake-schema.js"
import { lastLines } from "../errors.js"
import { endOf } from "../exec/end-of.js"
import { IMAGES } from "../images.js"
import { expressionsFile, RULES_FILE } from "../observability/rule-files.js"

const FOLDER = "/etc/prometheus"

/** Prometheus' image with the two files of a bake in it. */
export function withRules(container: Container, prometheusFile: string, ruleFile: string): Container {
  return container
    .withNewFile(`${FOLDER}/prometheus.yml`, prometheusFile)
    .withNewFile(`${FOLDER}/${RULES_FILE}`, ruleFile)
}

/** What promtool says against the PromQL of a bake; nothing when all of it parses. */
export async function problemOfRules(alerts: readonly NamedAlert[], bake: Bake): Promise<string | undefined> {
  const checked = dag
    .container()
    .from(IMAGES.prometheus)
    .withNewFile(`${FOLDER}/${RULES_FILE}`, expressionsFile(alerts, bake))
    .withExec(["promtool", "check", "rules", `${FOLDER}/${RULES_FILE}`], { expect: ReturnType.Any })
  const { exitCode, stdout, stderr } = await endOf(checked)
  return exitCode === 0 ? undefined : lastLines(`${stdout}${stderr}`, 20)
}
