/** Owns broken configs of which each value is right, and which cannot work all the same. */
import { type Broken, suite } from "./broken.js"

export const rules: Broken[] = [
  {
    is: "a suite without its JUnit file",
    yaml: `project: sample\ntests:\n  unit:\n    command: [run-tests]\n`,
    problems: [
      "line 4, column 5: tests.unit.command: must name {junit}, the JUnit file it writes; without it zero tests would look like a pass",
    ],
  },
  {
    is: "a coverage gate without its file",
    yaml: `${suite}    coverage: { over: 80 }\n`,
    problems: [
      "line 4, column 5: tests.unit.command: must name {coverage}, the Cobertura file that the coverage gate reads",
    ],
  },
  {
    is: "a service nobody declared",
    yaml: `${suite}    services: [databse]\nservices:\n  database: { kind: postgres, variable: URL }\n`,
    problems: ["line 5, column 16: tests.unit.services.0: no service databse under services:; did you mean database?"],
  },
  {
    is: "a need nobody declared",
    yaml: `${suite}    needs: [unti]\n`,
    problems: ["line 5, column 13: tests.unit.needs.0: no suite unti under tests:; did you mean unit?"],
  },
  {
    is: "suites that wait for each other",
    yaml: `${suite}    needs: [api]\n  api: { command: ["{junit}"], needs: [rag] }\n  rag: { command: ["{junit}"], needs: [unit] }\n`,
    problems: [
      "line 5, column 5: tests.unit.needs: a cycle in which nothing can start: unit needs api needs rag needs unit",
    ],
  },
  {
    is: "a suite that waits for itself",
    yaml: `${suite}    needs: [unit]\n`,
    problems: ["line 5, column 5: tests.unit.needs: a cycle in which nothing can start: unit needs unit"],
  },
  {
    is: "a retry command without retries or a report",
    yaml: `${suite}    retryCommand: [again]\n`,
    problems: [
      "line 5, column 5: tests.unit.retryCommand: needs retries: to say how often",
      "line 5, column 5: tests.unit.retryCommand: must name {junit}, the JUnit file it writes; without it zero tests would look like a pass",
    ],
  },
  {
    is: "shards that nothing is split over",
    yaml: `${suite}    shards: 2\n    durations: d.json\n`,
    problems: [
      "line 5, column 5: tests.unit.shards: say how to split: files: with {files} in the command, or both {shard} and {shards} in it for a runner that splits by itself",
      "line 6, column 5: tests.unit.durations: needs files: to split by them",
    ],
  },
  {
    is: "files that the command does not take",
    yaml: `${suite}    shards: 2\n    files: [t/*]\n`,
    problems: ["line 4, column 5: tests.unit.command: files: and an argument {files} of its own belong together"],
  },
  {
    is: "a split without shards",
    yaml: `project: sample\ntests:\n  unit:\n    command: [x, "{files}", "--only={shard}", "{junit}"]\n    files: [t/*]\n`,
    problems: [
      "line 4, column 5: tests.unit.command: {shard} needs shards:",
      "line 4, column 5: tests.unit.command: {files} needs shards:",
      "line 5, column 5: tests.unit.files: needs shards: to say over how many containers",
    ],
  },
  {
    is: "a report that nothing reads",
    yaml: `${suite}lint: { black: [black, "{report}"] }\n`,
    problems: ["line 5, column 9: lint.black.command: {report} needs a format: to read the report"],
  },
  {
    is: "an image beside a preset",
    yaml: `${suite}lint: { black: { command: [black], image: "i:1", preset: python } }\n`,
    problems: ["line 5, column 36: lint.black.image: write it as image: under toolchain:"],
  },
  {
    is: "an audit with the name of a tool",
    yaml: `${suite}lint: { safety: [a] }\naudit: { safety: { command: [b] } }\n`,
    problems: ["line 6, column 10: audit.safety: lint: has a tool named safety as well; rename one"],
  },
  {
    is: "an unknown placeholder",
    yaml: `${suite}image:\n  variables: { SHA: "{commit}" }\n`,
    problems: ["line 6, column 16: image.variables.SHA: {commit} is not known; write {version}, {sha} or {digest}"],
  },
  {
    is: "a probe pattern that does not compile",
    yaml: `${suite}probes:\n  chat: { path: /chat, json: { answer: { matches: "(" } } }\n`,
    problems: [
      "line 6, column 42: probes.chat.json.answer.matches: not a regular expression: Invalid regular expression: /(/: Unterminated group",
    ],
  },
  {
    is: "a load that cannot reach its minimum",
    yaml: `${suite}load:\n  ratePerSecond: 1\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 6 }\n`,
    problems: ["line 9, column 17: load.thresholds.minRequests: 6 requests cannot be reached: 1/s for 5 s offers 5"],
  },
  {
    is: "a bake without alerts",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 40 }\nbake: { durationSeconds: 60 }\n`,
    problems: ["line 10, column 1: bake: needs alerts: to watch; a bake over nothing is no gate"],
  },
  {
    is: "alerts that nothing watches",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 40 }\nalerts:\n  Down: { expr: up == 0, evidence: up, severity: critical }\n`,
    problems: ["line 10, column 1: alerts: nothing watches them: declare bake: as well"],
  },
  {
    is: "a bake without traffic",
    yaml: `${suite}alerts:\n  Down: { expr: up == 0, evidence: up, severity: critical }\nbake: { durationSeconds: 60 }\n`,
    problems: [
      "line 7, column 1: bake: needs load.endpoints: here, or a load: whose endpoints it takes; without traffic nothing is judged",
    ],
  },
  {
    is: "a bake of too few scrapes",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 40 }\nalerts:\n  Down: { expr: up == 0, evidence: up, severity: critical }\nbake: { durationSeconds: 60, intervalSeconds: 7 }\n`,
    problems: [
      "line 12, column 9: bake.durationSeconds: 60 s hold fewer than 10 scrapes at one per 7 s; make it at least 70",
    ],
  },
  {
    is: "an alert that cannot fire in time",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 40 }\nalerts:\n  Down: { expr: up == 0, evidence: up, forSeconds: 21, severity: critical }\nbake: { durationSeconds: 60 }\n`,
    problems: [
      "line 11, column 40: alerts.Down.forSeconds: 21 s plus scrape and evaluation (5 s each) do not fit into half of a bake of 60 s; make it at most 20, or the bake longer",
    ],
  },
  {
    is: "a fix window in which nothing can recover",
    yaml: `${suite}rollback:\n  fixWindowSeconds: 120\n`,
    problems: [
      "line 6, column 3: rollback.fixWindowSeconds: nothing could recover within 120 s: 3 good looks, one every 60 s (everySeconds), take 180 s",
    ],
  },
  {
    is: "a rollback policy that minds the lesser risk more",
    yaml: `${suite}rollback:\n  migrations: { reversible: leave, irreversible: roll-back }\n`,
    problems: [
      "line 6, column 36: rollback.migrations.irreversible: roll-back contradicts reversible: leave, which is the lesser risk",
    ],
  },
  {
    is: "migrations of no tool",
    yaml: `${suite}image: { migrate: [m] }\nservices: { db: { kind: postgres, variable: URL } }\nreadiness:\n  migrations: {}\n`,
    problems: ["line 8, column 3: readiness.migrations: declare one tool: alembic: or sql:"],
  },
  {
    is: "migrations without their command",
    yaml: `${suite}image: {}\nservices: { db: { kind: postgres, variable: URL } }\nreadiness:\n  migrations: { alembic: { revisions: v } }\n`,
    problems: ["line 8, column 3: readiness.migrations: needs image.migrate:, the command that a release runs"],
  },
  {
    is: "migrations without a database",
    yaml: `${suite}image: { migrate: [m] }\nreadiness:\n  migrations: { alembic: { revisions: v } }\n`,
    problems: [
      "line 7, column 3: readiness.migrations: needs a service of kind postgres under services: to try them on",
    ],
  },
  {
    is: "a way down to nowhere",
    yaml: `${suite}image: { migrate: [m] }\nservices: { db: { kind: postgres, variable: URL } }\nreadiness:\n  migrations: { sql: { revisions: m, upFiles: (a), downFiles: (b), heads: [h], up: [up, '{revision}'], down: [down] } }\n`,
    problems: ["line 8, column 104: readiness.migrations.sql.down: must name {revision}, the one to go to"],
  },
  {
    is: "a pattern without a group",
    yaml: `${suite}image: { migrate: [m] }\nservices: { db: { kind: postgres, variable: URL } }\nreadiness:\n  flags: { file: f.json, references: { files: ['*.py'], pattern: flag } }\n`,
    problems: ["line 8, column 57: readiness.flags.references.pattern: needs exactly one group, and has 0"],
  },
  {
    is: "two channels behind one secret",
    yaml: `${suite}notify: { team: { kind: slack }, ops: { kind: slack, on: [page] } }\n`,
    problems: ["line 5, column 34: notify.ops: team is slack already, with the same secret; join them"],
  },
  {
    is: "an alert that nothing opens",
    yaml: `${suite}notify: { oncall: { kind: pagerduty, on: [resolved] } }\n`,
    problems: ["line 5, column 38: notify.oncall.on: resolved without page: there is nothing to resolve"],
  },
  {
    is: "an event twice",
    yaml: `${suite}notify: { team: { kind: slack, on: [page, page] } }\n`,
    problems: ["line 5, column 32: notify.team.on: names an event twice"],
  },
]
