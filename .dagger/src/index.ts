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
import { LintRun, lintRun } from "./api/lint-run.js"
import { DeploymentRecord, deploymentRecord } from "./api/deployment.js"
import { answer, gate } from "./api/gate.js"
import { StepRun, stepRun } from "./api/step-run.js"
import { committed } from "./pipeline/commit.js"
import { deployOne, freezeByHand, lookAt, rollBackTo, unlockByHand } from "./pipeline/on-call.js"
import { doctor } from "./pipeline/doctor.js"
import { historyOf, liveIn } from "./pipeline/single.js"
import { RunReport, runReport } from "./api/run-report.js"
import { TestRun, testRun } from "./api/test-run.js"
import { readConfig, readWithPlaces } from "./config/read.js"
import { type EnvironmentName, StepStatus } from "./names.js"
import { systemClock } from "./exec/poll.js"
import { reachDirectly } from "./exec/reach.js"
import { runFlow } from "./pipeline/flow.js"
import { plan } from "./pipeline/plan.js"
import { printPlan } from "./pipeline/print-plan.js"
import type { Passed } from "./pipeline/secret-needs.js"
import { newRequest, type RequestOptions } from "./pipeline/request.js"
import type { Context } from "./pipeline/context.js"
import { runRelease } from "./pipeline/release.js"
import { stateOf } from "./journal/choose.js"
import type { ResolvedConfig } from "./config/resolve.js"
import { explainAll } from "./config/explain.js"
import { environmentNamed, select, selectFault } from "./select.js"
import { build, imageOf } from "./steps/build.js"
import { fix, fixers } from "./steps/fix.js"
import { image } from "./steps/image.js"
import { init } from "./init/init.js"
import { lint } from "./steps/lint.js"
import { publish } from "./steps/publish.js"
import { test } from "./steps/test.js"
import { up } from "./steps/up.js"
import { targetsOf } from "./targets/index.js"
import { type PassedSecrets, passedSecrets } from "./targets/secrets.js"
import { referenceOf } from "./report/model.js"

/** The pipeline of one repository, as its shipway.yaml declares it. */
@object()
export class Shipway {
  source: Directory
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
    /** The repository to work on. With `-m` from another directory the default is the module's own: pass --source=. there. */
    @argument({
      defaultPath: "/",
      ignore: [
        ".git",
        "**/node_modules",
        "**/.venv",
        "**/__pycache__",
        "**/.pytest_cache",
        "**/.mypy_cache",
        ".dagger/sdk",
        "report",
        "report.previous",
        ".report-*",
        ".shipway",
        "test-results",
      ],
    })
    source: Directory,
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
    this.source = source
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
  async validate(): Promise<string> {
    return explainAll(await readWithPlaces(this.source, this.config), this.config)
  }

  /**
   * Proposes a shipway.yaml from what is in the repository: `dagger call init export --path .` writes it; never over one that is there.
   */
  @func({ cache: "never" })
  async init(): Promise<Changeset> {
    return init(this.source, this.config)
  }

  /**
   * Prints the ordered plan of a release: what runs at the same time, what each step changes, which secrets it needs, and what is missing.
   */
  @func()
  async plan(): Promise<string> {
    const loaded = await readWithPlaces(this.source, this.config)
    return printPlan(plan(loaded.resolved, "release"), loaded, this.config, await this.passed())
  }

  /**
   * Runs the declared lint tools, all in parallel; the report never fails, `assert` does.
   */
  @func({ cache: "1h" })
  async lint(
    /** Run only these tools, by their names in the config. */
    only?: string[],
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<LintRun> {
    const config = await readConfig(this.source, this.config)
    const now = systemClock.now()
    return lintRun(gate(await lint(this.source, config, select(config.lint, only, "lint"), now, rerun), now))
  }

  /**
   * What the formatters among the lint tools would change: look at it with `as-patch contents`, take it with -y.
   */
  @func()
  async fix(
    /** Mend with these tools only, by their names in the config. */
    only?: string[],
  ): Promise<Changeset> {
    const config = await readConfig(this.source, this.config)
    return fix(this.source, config, fixers(config.lint, only))
  }

  /**
   * Runs the declared test suites, in parallel but for their needs, each with its own services; the report never fails, `assert` does.
   */
  @func({ cache: "1h" })
  async test(
    /** Run only these suites, by their names in the config. */
    only?: string[],
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<TestRun> {
    const config = await readConfig(this.source, this.config)
    const now = systemClock.now()
    return testRun(gate(await test(this.source, config, select(config.tests, only, "tests"), now, rerun), now))
  }

  /**
   * Builds the image from the declared Dockerfile.
   */
  @func()
  async build(): Promise<Container> {
    return imageOf(this.source, await readConfig(this.source, this.config))
  }

  /**
   * Builds and pushes the image, tagged with the commit, and returns its reference with digest; refuses a dirty tree.
   *
   * Pushes to image.repository, or without one to the embedded registry.
   */
  @func({ cache: "never" })
  async publish(
    /** The repository whose commit names the image. */
    @argument({ defaultPath: "/" })
    git: GitRepository,
  ): Promise<string> {
    const { commit, tree, config } = await committed(git, this.source, this.config)
    const { built } = await build(tree, config, systemClock.now())
    const { image } = await publish(built, await this.context(config, { commit, scope: "release" }, tree))
    return referenceOf(image)
  }

  /**
   * The app with its services, migrated, for development: `dagger call up up --ports 8000:8000`.
   */
  @func({ cache: "session" })
  async up(): Promise<Service> {
    return up(this.source, await readConfig(this.source, this.config), "development")
  }

  /**
   * Lints, tests and builds, in parallel, and reports; verdict passed or stopped.
   */
  @func({ cache: "1h" })
  async ci(
    /** Any text that was not used before: run anew instead of answering from the cache. */
    rerun?: string,
  ): Promise<RunReport> {
    const config = await readConfig(this.source, this.config)
    return runReport(await runFlow("ci", await this.context(config, { rerun })))
  }

  /**
   * Walks the whole release against environments inside the engine, with real parts and without an account or a secret.
   *
   * `dagger call rehearse assert` prints the table and ends with the exit code: 0 shipped, 1 stopped before
   * production, 3 no longer in production, 4 a person is needed.
   */
  @func({ cache: "never" })
  async rehearse(
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
    const config = await readConfig(this.source, this.config)
    const context = await this.context(config, { run, rerun, previous, force, fault: selectFault(config, fault, at) })
    return runReport(await runRelease("rehearse", context, { source: await this.source.digest(), breakLock: false }))
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
    const { commit, tree, config } = await committed(git, this.source, this.config)
    const request: RequestOptions = { run, commit, force, rerun, approvedBy: approve, scope: "release" }
    const context = await this.context(config, request, tree)
    return runReport(await runRelease("release", context, { source: commit, breakLock }))
  }

  /**
   * Migrates and deploys a published image to one environment, by the rules of a release.
   */
  @func({ cache: "never" })
  async deploy(
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
    const [context, place] = await this.onCall(environment, { run, force })
    return deploymentRecord(await deployOne(context, place, image, breakLock))
  }

  /**
   * Goes back to an earlier release of one environment, proves by the probes that it serves, and freezes the one before.
   */
  @func({ cache: "never" })
  async rollback(
    /** staging or production. */
    environment: string,
    /** The id of this rollback; the same id again does it once. */
    run: string,
    /** The digest to go back to, out of `history`; by default the newest that is not live. */
    to?: string,
    /** Take the environment from another run that is known to be dead. */
    breakLock: boolean = false,
  ): Promise<DeploymentRecord> {
    const [context, place] = await this.onCall(environment, { run })
    return deploymentRecord(await rollBackTo(context, place, to, breakLock))
  }

  /**
   * Asks the probes of what one environment serves now; changes nothing.
   */
  @func({ cache: "never" })
  async smoke(
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return this.look(environment, "smoke")
  }

  /**
   * The same as `smoke`, under the name that the step has in production.
   */
  @func({ cache: "never" })
  async verify(
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return this.look(environment, "verify")
  }

  /**
   * Puts the declared load on what one environment serves now, and judges it by the thresholds.
   */
  @func({ cache: "never" })
  async load(
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return this.look(environment, "load")
  }

  /**
   * Watches what one environment serves now for the declared time, by the alert rules.
   */
  @func({ cache: "never" })
  async bake(
    /** staging or production. */
    environment: string,
  ): Promise<StepRun> {
    return this.look(environment, "bake")
  }

  /**
   * What one environment serves now, as its platform recorded it.
   */
  @func({ cache: "never" })
  async status(
    /** staging or production. */
    environment: string,
  ): Promise<DeploymentRecord> {
    return deploymentRecord(await liveIn(...(await this.onCall(environment))))
  }

  /**
   * Every release that one environment served, newest first.
   */
  @func({ cache: "never" })
  async history(
    /** staging or production. */
    environment: string,
  ): Promise<DeploymentRecord[]> {
    return (await historyOf(...(await this.onCall(environment)))).map(deploymentRecord)
  }

  /**
   * Keeps an image from being deployed to one environment without --force.
   */
  @func({ cache: "never" })
  async freeze(
    /** staging or production. */
    environment: string,
    /** The image's digest: sha256:… */
    digest: string,
    /** Why, in words. */
    reason: string,
  ): Promise<string> {
    const [context, place] = await this.onCall(environment)
    return freezeByHand(context, place, digest, reason)
  }

  /**
   * Looks whether a release could be begun: engine, journal, registry, environments, notifiers; each problem with its fix.
   */
  @func({ cache: "never" })
  async doctor(): Promise<string> {
    const config = await readConfig(this.source, this.config)
    return doctor(await this.context(config, { scope: "release" }))
  }

  /**
   * Gives back the lock of one environment, whoever holds it; for when its holder is known to be dead.
   */
  @func({ cache: "never" })
  async unlock(
    /** staging or production. */
    environment: string,
  ): Promise<string> {
    return unlockByHand(...(await this.onCall(environment)))
  }

  /**
   * The config is valid.
   */
  @check()
  @func()
  async checkConfig(): Promise<string> {
    return this.validate()
  }

  /**
   * Every lint tool is clean.
   */
  @check()
  @func({ cache: "1h" })
  async checkLint(): Promise<string> {
    return (await this.lint()).assert()
  }

  /**
   * Every test suite passes, and coverage is above its gate.
   */
  @check()
  @func({ cache: "1h" })
  async checkTests(): Promise<string> {
    return (await this.test()).assert()
  }

  /**
   * The image builds, does not run as root, and exposes its port.
   */
  @check()
  @func({ cache: "1h" })
  async checkBuild(): Promise<string> {
    const config = await readConfig(this.source, this.config)
    const { built } = await build(this.source, config, systemClock.now())
    const { status, summary } = await image(built, config)
    return answer("build", status === StepStatus.Passed, summary)
  }

  /** The platforms' credentials. */
  private tokens(): PassedSecrets["tokens"] {
    const { railwayToken, renderToken, vercelToken, kubeconfig, sshKey } = this
    return { railwayToken, renderToken, vercelToken, kubeconfig, sshKey }
  }

  /** Which secrets there are, not what they are. */
  private async passed(): Promise<Passed> {
    const { registryPassword, slackWebhook, pagerdutyKey, githubToken, webhookSecret } = this
    const given = { registryPassword, slackWebhook, pagerdutyKey, githubToken, webhookSecret, ...this.tokens() }
    const uris = await Promise.all((this.secrets ?? []).map((secret) => secret.uri()))
    return { flags: Object.entries(given).flatMap(([name, secret]) => (secret ? [name] : [])), uris }
  }

  private async context(config: ResolvedConfig, options: RequestOptions, source = this.source): Promise<Context> {
    const { slackWebhook, pagerdutyKey, githubToken, webhookSecret } = this
    const request = await newRequest(source, options)
    const real = request.scope === "release"
    // Dagger's progress output shows what the module prints.
    const announce = (line: string) => console.log(`shipway ${line}`)
    return {
      config,
      source,
      request,
      clock: systemClock,
      reach: reachDirectly,
      registryPassword: this.registryPassword,
      notifySecrets: { slackWebhook, pagerdutyKey, githubToken, webhookSecret },
      announce,
      secrets: passedSecrets(this.tokens(), this.secrets ?? []),
      dockerSocket: this.dockerSocket,
      fetch,
      target: targetsOf(config, request),
      state: stateOf(config, { real, file: this.journalFile, githubToken, fetch, clock: systemClock, announce }),
      handed: { deployments: {} },
    }
  }

  /** What a person on call works on: the records of real releases. */
  private async onCall(environment: string, options: RequestOptions = {}): Promise<[Context, EnvironmentName]> {
    const config = await readConfig(this.source, this.config)
    const place = environmentNamed(environment)
    return [await this.context(config, { ...options, scope: "release" }), place]
  }

  private async look(environment: string, kind: "smoke" | "verify" | "load" | "bake"): Promise<StepRun> {
    const [context, place] = await this.onCall(environment)
    return stepRun(await lookAt(context, place, kind))
  }
}
