/**
 * Takes a containerised service from a commit to a verified release: lint, test, build, publish, deploy, probe, load.
 *
 * Everything is declared in one shipway.yaml at the root of the source. `rehearse` walks the whole release, with a real
 * registry, real databases and real k6, inside the engine: no account, no secret, no cost.
 */
import {
  argument,
  type Changeset,
  check,
  type Container,
  type Directory,
  type File,
  func,
  type GitRepository,
  object,
  type Secret,
  type Service,
  type Socket,
} from "@dagger.io/dagger"
import { DeploymentRecord, deploymentRecord } from "./api/deployment.js"
import { LintRun, lintRun } from "./api/lint-run.js"
import { RunReport, runReport } from "./api/run-report.js"
import { StepRun, stepRun } from "./api/step-run.js"
import { TestRun, testRun } from "./api/test-run.js"
import { IGNORED } from "./ignored.js"

// Every container that the SDK starts for a call loads all of this folder: what a function needs beyond it, the function itself
// loads (docs/decisions/0011-what-a-call-loads.md). Each function takes the repository, and not the constructor, whose
// answer Dagger therefore keeps from call to call (docs/decisions/0015-source-of-each-function.md).

/** The pipeline of one repository, as its shipway.yaml declares it. */
@object()
export class Shipway {
  config: string
  registryPassword?: Secret
  slackWebhook?: Secret
  pagerdutyKey?: Secret
  githubToken?: Secret
  webhookSecret?: Secret
  railwayToken?: Secret
  renderToken?: Secret
  vercelToken?: Secret
  kubeconfig?: Secret
  sshKey?: Secret
  dockerSocket?: Socket
  secrets?: Secret[]
  journalFile?: File

  constructor(
    /** The config file, relative to the source. */
    config: string = "shipway.yaml",
    /** The password for image.repository, for example env://REGISTRY_PASSWORD. */
    registryPassword?: Secret,
    /** The URL of Slack's incoming webhook, for a notifier of kind slack. */
    slackWebhook?: Secret,
    /** The routing key of a PagerDuty service (Events API v2), for a notifier of kind pagerduty. */
    pagerdutyKey?: Secret,
    /** A GitHub token that may write deployments and issues, for a notifier of kind github. */
    githubToken?: Secret,
    /** What the messages of notifiers of kind webhook are signed with. */
    webhookSecret?: Secret,
    /** Railway's project or account token, for environments on railway. */
    railwayToken?: Secret,
    /** Render's API key, for environments on render. */
    renderToken?: Secret,
    /** Vercel's access token, for environments on vercel. */
    vercelToken?: Secret,
    /** The kubeconfig file, for environments on kubernetes: file://$HOME/.kube/config. */
    kubeconfig?: Secret,
    /** The private key for the Docker host of environments on compose. */
    sshKey?: Secret,
    /** The socket of this machine's Docker, for environments on compose: /var/run/docker.sock. */
    dockerSocket?: Socket,
    /** Every secret that the config names by its URI: --secrets=env://STAGING_DB,env://PRODUCTION_DB. */
    secrets?: Secret[],
    /** The journal of the releases before, where the config declares journal: file; scripts/ship passes and keeps it. */
    journal?: File,
  ) {
    this.config = config
    this.registryPassword = registryPassword
    this.slackWebhook = slackWebhook
    this.pagerdutyKey = pagerdutyKey
    this.githubToken = githubToken
    this.webhookSecret = webhookSecret
    this.railwayToken = railwayToken
    this.renderToken = renderToken
    this.vercelToken = vercelToken
    this.kubeconfig = kubeconfig
    this.sshKey = sshKey
    this.dockerSocket = dockerSocket
    this.secrets = secrets
    this.journalFile = journal
  }

  /**
   * Checks the config and prints it resolved, each value with the line, preset or default that it comes from; every problem at once, each with line and column.
   */
  @func()
  async validate(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await import("#lib/calls/config")).validate({ ...this, source })
  }

  /**
   * Proposes a shipway.yaml from what is in the repository: `dagger call init export --path .` writes it; never over one that is there.
   */
  @func({ cache: "never" })
  async init(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<Changeset> {
    return (await import("#lib/init/init")).init(source, this.config)
  }

  /**
   * Prints the ordered plan of a release: what runs at the same time, what each step changes, which secrets it needs, and what is missing.
   */
  @func()
  async plan(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await import("#lib/calls/config")).plan({ ...this, source })
  }

  /**
   * Runs the declared lint tools, all in parallel; the report never fails, `assert` does.
   */
  @func({ cache: "1h" })
  async lint(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** Run only these tools, by their names in the config. */
    only?: string[],
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<LintRun> {
    return lintRun(await (await import("#lib/calls/gates")).lint({ ...this, source }, only, rerun))
  }

  /**
   * What the formatters among the lint tools would change: look at it with `as-patch contents`, take it with -y.
   */
  @func()
  async fix(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** Mend with these tools only, by their names in the config. */
    only?: string[],
  ): Promise<Changeset> {
    return (await import("#lib/calls/gates")).fix({ ...this, source }, only)
  }

  /**
   * Runs the declared test suites, in parallel but for their needs, each with its own services; the report never fails, `assert` does.
   */
  @func({ cache: "1h" })
  async test(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** Run only these suites, by their names in the config. */
    only?: string[],
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<TestRun> {
    return testRun(await (await import("#lib/calls/gates")).test({ ...this, source }, only, rerun))
  }

  /**
   * Builds the image from the declared Dockerfile.
   */
  @func()
  async build(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<Container> {
    return (await import("#lib/calls/gates")).build({ ...this, source })
  }

  /**
   * Builds and pushes the image, tagged with the commit, and returns its reference with digest; refuses a dirty tree.
   *
   * Pushes to image.repository, or without one to the embedded registry.
   */
  @func({ cache: "never" })
  async publish(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** The repository whose commit names the image. */
    @argument({ defaultPath: "/" })
    git: GitRepository,
  ): Promise<string> {
    return (await import("#lib/calls/release")).publish({ ...this, source }, git)
  }

  /**
   * The app with its services, migrated, for development: `dagger call up up --ports 8000:8000`.
   */
  @func({ cache: "session" })
  async up(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<Service> {
    return (await import("#lib/calls/gates")).up({ ...this, source })
  }

  /**
   * Lints, tests and builds, in parallel, and reports; verdict passed or stopped.
   */
  @func({ cache: "1h" })
  async ci(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<RunReport> {
    return runReport(await (await import("#lib/calls/ci")).ci({ ...this, source }, rerun))
  }

  /**
   * Walks the whole release against environments inside the engine, with real parts and without an account or a secret.
   *
   * `dagger call rehearse assert` prints the table and ends with the exit code: 0 shipped, 1 stopped before
   * production, 3 no longer in production, 4 a person is needed.
   */
  @func({ cache: "never" })
  async rehearse(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** The release's id; random by default. */
    run?: string,
    /** A fault to switch on in the deployed image, by its name under faults: in the config. */
    fault?: string,
    /** Where the fault is: staging or production. */
    at?: string,
    /** The source of the release before, shipped first, so that the way back leads there; by default what the last rehearsal shipped. */
    previous?: Directory,
    /** Why a refusal of readiness is to be passed over; kept in report and journal. */
    force?: string,
    /** Any text that was not used before: lint and test anew instead of taking their results from the cache. */
    rerun?: string,
  ): Promise<RunReport> {
    const asked = { run, rerun, previous, force, fault, at }
    return runReport(await (await import("#lib/calls/release")).rehearse({ ...this, source }, asked))
  }

  /**
   * Releases a commit: staging, its proofs, production, its proofs, and back again when it has to be.
   *
   * The same --run again takes up an interrupted release, and answers with the report of a finished one. Refuses a dirty
   * tree. `assert` ends with the exit code: 0 shipped, 1 stopped before production, 3 no longer in production, 4 a
   * person is needed.
   */
  @func({ cache: "never" })
  async release(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** The release's id, such as the id of the CI run: letters, digits, dots, dashes and underscores. */
    run: string,
    /** The repository whose commit is released. */
    @argument({ defaultPath: "/" })
    git: GitRepository,
    /** Who approves production, where the config asks for an approval. */
    approve?: string,
    /** Why a refusal of readiness, or of a frozen image, is to be passed over; kept in report and journal. */
    force?: string,
    /** Take the environments from another run that is known to be dead. */
    breakLock: boolean = false,
    /** Any text that was not used before: lint and test anew instead of taking their results from the cache. */
    rerun?: string,
  ): Promise<RunReport> {
    const asked = { run, force, rerun, approvedBy: approve, breakLock }
    return runReport(await (await import("#lib/calls/release")).release({ ...this, source }, git, asked))
  }

  /**
   * Migrates and deploys a published image to one environment, by the rules of a release.
   */
  @func({ cache: "never" })
  async deploy(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
    /** What to deploy: repository:tag@sha256:…, as `publish` prints it. */
    image: string,
    /** The id of this deployment; the same id again does it once. */
    run: string,
    /** Why a frozen image is to be deployed all the same; kept in the journal. */
    force?: string,
    /** Take the environment from another run that is known to be dead. */
    breakLock: boolean = false,
  ): Promise<DeploymentRecord> {
    const { deploy } = await import("#lib/calls/on-call")
    return deploymentRecord(await deploy({ ...this, source }, environment, image, { run, force, breakLock }))
  }

  /**
   * Goes back to an earlier release of one environment, proves by the probes that it serves, and freezes the one before.
   */
  @func({ cache: "never" })
  async rollback(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
    /** The id of this rollback; the same id again does it once. */
    run: string,
    /** The digest to go back to, out of `history`; by default the newest that is not live. */
    to?: string,
    /** Take the environment from another run that is known to be dead. */
    breakLock: boolean = false,
  ): Promise<DeploymentRecord> {
    const { rollback } = await import("#lib/calls/on-call")
    return deploymentRecord(await rollback({ ...this, source }, environment, to, { run, breakLock }))
  }

  /**
   * Asks the probes of what one environment serves now; changes nothing.
   */
  @func({ cache: "never" })
  async smoke(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return stepRun(await (await import("#lib/calls/on-call")).look({ ...this, source }, environment, "smoke"))
  }

  /**
   * The same as `smoke`, under the name that the step has in production.
   */
  @func({ cache: "never" })
  async verify(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return stepRun(await (await import("#lib/calls/on-call")).look({ ...this, source }, environment, "verify"))
  }

  /**
   * Puts the declared load on what one environment serves now, and judges it by the thresholds.
   */
  @func({ cache: "never" })
  async load(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return stepRun(await (await import("#lib/calls/on-call")).look({ ...this, source }, environment, "load"))
  }

  /**
   * Watches what one environment serves now for the declared time, by the alert rules.
   */
  @func({ cache: "never" })
  async bake(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return stepRun(await (await import("#lib/calls/on-call")).look({ ...this, source }, environment, "bake"))
  }

  /**
   * What one environment serves now, as its platform recorded it.
   */
  @func({ cache: "never" })
  async status(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<DeploymentRecord> {
    return deploymentRecord(await (await import("#lib/calls/on-call")).status({ ...this, source }, environment))
  }

  /**
   * Every release that one environment served, newest first.
   */
  @func({ cache: "never" })
  async history(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<DeploymentRecord[]> {
    return (await (await import("#lib/calls/on-call")).history({ ...this, source }, environment)).map(deploymentRecord)
  }

  /**
   * Keeps an image from being deployed to one environment without --force.
   */
  @func({ cache: "never" })
  async freeze(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
    /** The image's digest: sha256:… */
    digest: string,
    /** Why, in words. */
    reason: string,
  ): Promise<string> {
    return (await import("#lib/calls/on-call")).freeze({ ...this, source }, environment, digest, reason)
  }

  /**
   * Looks whether a release could be begun: engine, journal, registry, environments, notifiers; each problem with its fix.
   */
  @func({ cache: "never" })
  async doctor(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await import("#lib/calls/on-call")).doctor({ ...this, source })
  }

  /**
   * Gives back the lock of one environment, whoever holds it; for when its holder is known to be dead.
   */
  @func({ cache: "never" })
  async unlock(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
    /** staging or production. */
    environment: string,
  ): Promise<string> {
    return (await import("#lib/calls/on-call")).unlock({ ...this, source }, environment)
  }

  /**
   * The config is valid.
   */
  @check()
  @func()
  async checkConfig(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return this.validate(source)
  }

  /**
   * Every lint tool is clean.
   */
  @check()
  @func({ cache: "1h" })
  async checkLint(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await this.lint(source)).assert()
  }

  /**
   * Every test suite passes, and coverage is above its gate.
   */
  @check()
  @func({ cache: "1h" })
  async checkTests(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await this.test(source)).assert()
  }

  /**
   * The image builds, does not run as root, and exposes its port.
   */
  @check()
  @func({ cache: "1h" })
  async checkBuild(
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({ defaultPath: "/", ignore: IGNORED })
    source: Directory,
  ): Promise<string> {
    return (await import("#lib/calls/gates")).checkBuild({ ...this, source })
  }
}
