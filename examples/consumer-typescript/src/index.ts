/**
 * A module of a team of its own, with Shipway as its dependency: the team's functions around Shipway's.
 */
import { dag, type Directory, func, object, type Secret } from "@dagger.io/dagger"

@object()
export class ConsumerTypescript {
  /**
   * Lints, tests and builds, and answers with the table; fails when a gate does.
   */
  @func()
  async shipwayCi(source: Directory): Promise<string> {
    return dag.shipway().ci({ source }).assert()
  }

  /**
   * The report folder of the same run, whatever its verdict: artefacts, findings, coverage.
   */
  @func()
  shipwayCi_report(source: Directory): Directory {
    return dag.shipway().ci({ source }).files()
  }

  /**
   * The resolved config, each value with where it comes from.
   */
  @func()
  async shipwayValidate(source: Directory): Promise<string> {
    return dag.shipway().validate({ source })
  }

  /**
   * What a release would do, and which secrets it would miss.
   */
  @func()
  async shipwayPlan(source: Directory, registryPassword?: Secret): Promise<string> {
    return dag.shipway({ registryPassword }).plan({ source })
  }
}
