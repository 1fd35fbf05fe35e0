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
  func,
  type GitRepository,
  object,
  type Secret,
  type Service,
} from "@dagger.io/dagger"
import { LintRun, lintRun } from "./api/lint-run.js"
import { answer, gate } from "./api/gate.js"
import { RunReport, runReport } from "./api/run-report.js"
import { TestRun, testRun } from "./api/test-run.js"
import { readConfig } from "./config/read.js"
import { failure } from "./errors.js"
import { StepStatus } from "./names.js"
import { systemClock } from "./exec/poll.js"
import { reachDirectly } from "./exec/reach.js"
import { runFlow } from "./pipeline/flow.js"
import { plan, printPlan } from "./pipeline/plan.js"
import { newRequest, type RequestOptions } from "./pipeline/request.js"
import type { Flow } from "./pipeline/definition.js"
import type { ResolvedConfig } from "./config/resolve.js"
import { explain } from "./config/explain.js"
import { select, selectFault } from "./select.js"
import { build, imageOf } from "./steps/build.js"
import { fix, fixers } from "./steps/fix.js"
import { image } from "./steps/image.js"
import { lint } from "./steps/lint.js"
import { pushEmbedded, pushRemote } from "./steps/publish.js"
import { test } from "./steps/test.js"
import { up } from "./steps/up.js"
import { targets } from "./targets/index.js"
import { referenceOf } from "./report/model.js"

/** The pipeline of one repository, as its shipway.yaml declares it. */
@object()
export class Shipway {
  source: Directory
  config: string
  registryPassword?: Secret

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
        "test-results",
      ],
    })
    source: Directory,
    /** The config file, relative to the source. */
    config: string = "shipway.yaml",
    /** The password for image.repository, for example env://REGISTRY_PASSWORD. */
    registryPassword?: Secret,
  ) {
    this.source = source
    this.config = config
    this.registryPassword = registryPassword
  }

  /**
   * Checks the config and prints it resolved, in short; every problem at once, each with line and column.
   */
  @func()
  async validate(): Promise<string> {
    return explain(await readConfig(this.source, this.config))
  }

  /**
   * Prints the ordered plan of a release: what runs at the same time, and what each step changes.
   */
  @func()
  async plan(): Promise<string> {
    return printPlan(plan(await readConfig(this.source, this.config), "release"))
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
    const changed = await git.uncommitted().diffStats()
    if (changed.length > 0) throw failure("DIRTY_TREE", { changed: changed.length })
    const tag = await git.head().commit()
    // From the commit itself: the source may be another repository, or hold files that git ignores.
    const committed = git.head().tree({ discardGitDir: true })
    const config = await readConfig(committed, this.config)
    if ((await committed.file(this.config).contents()) !== (await this.source.file(this.config).contents()))
      throw failure("SOURCE_MISMATCH", { path: this.config, commit: tag })
    const { built } = await build(committed, config, systemClock.now())
    const remote = config.image!.repository !== undefined
    return referenceOf(
      remote
        ? await pushRemote(built, config, tag, this.registryPassword)
        : await pushEmbedded(built, config, tag, reachDirectly),
    )
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
    return this.run("ci", { rerun }, await readConfig(this.source, this.config))
  }

  /**
   * Walks the whole release against environments inside the engine, with real parts and without an account or a secret.
   *
   * `dagger call rehearse assert` prints the table and ends with the exit code: 0 shipped, 1 anything else.
   */
  @func({ cache: "never" })
  async rehearse(
    /** The release's id; random by default. */
    run?: string,
    /** A fault to switch on in the deployed image, by its name under faults: in the config. */
    fault?: string,
    /** Where the fault is: staging or production. */
    at?: string,
    /** Any text that was not used before: lint and test anew instead of taking their results from the cache. */
    rerun?: string,
  ): Promise<RunReport> {
    const config = await readConfig(this.source, this.config)
    return this.run("rehearse", { run, rerun, fault: selectFault(config, fault, at) }, config)
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

  private async run(flow: Flow, options: RequestOptions, config: ResolvedConfig): Promise<RunReport> {
    const request = await newRequest(this.source, options)
    // Dagger's progress output shows what the module prints.
    const announce = (line: string) => console.log(`shipway ${line}`)
    const context = {
      config,
      source: this.source,
      request,
      clock: systemClock,
      reach: reachDirectly,
      target: () => targets.local,
      announce,
      handed: { deployments: {} },
    }
    return runReport(await runFlow(flow, context))
  }
}
