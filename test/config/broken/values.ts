/** Owns broken configs with a value of the wrong shape. */
import { type Broken, suite } from "./broken.js"

export const values: Broken[] = [
  {
    is: "a number that is a word",
    yaml: `${suite}image:\n  port: high\n`,
    problems: ['line 6, column 3: image.port: must be a number (you wrote "high")'],
  },
  {
    is: "a number in quotes",
    yaml: `${suite}image:\n  port: "8000"\n`,
    problems: ['line 6, column 3: image.port: must be a number; take the quotes away (you wrote "8000")'],
  },
  {
    is: "a truth in quotes",
    yaml: `${suite}lint: { black: { command: [black], warnOnly: "true" } }\n`,
    problems: [
      'line 5, column 36: lint.black.warnOnly: must be true or false; take the quotes away (you wrote "true")',
    ],
  },
  {
    is: "a truth of YAML 1.1",
    yaml: `${suite}lint: { black: { command: [black], warnOnly: yes } }\n`,
    problems: ['line 5, column 36: lint.black.warnOnly: must be true or false; did you mean true? (you wrote "yes")'],
  },
  {
    is: "a fraction where a whole number is meant",
    yaml: `${suite}    coverage: { over: 80.5 }\n`,
    problems: ["line 5, column 17: tests.unit.coverage.over: must be a whole number (you wrote 80.5)"],
  },
  {
    is: "a gate that nothing could pass",
    yaml: `${suite}    coverage: { over: 100 }\n`,
    problems: ["line 5, column 17: tests.unit.coverage.over: must be at most 99 (you wrote 100)"],
  },
  {
    is: "a number too big",
    yaml: `${suite}image:\n  port: 70000\n`,
    problems: ["line 6, column 3: image.port: must be at most 65535 (you wrote 70000)"],
  },
  {
    is: "a number too small",
    yaml: `${suite}image:\n  port: 0\n`,
    problems: ["line 6, column 3: image.port: must be at least 1 (you wrote 0)"],
  },
  {
    is: "a limit of nothing",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { p95Seconds: 0, minRequests: 40 }\n`,
    problems: ["line 9, column 17: load.thresholds.p95Seconds: must be more than 0 (you wrote 0)"],
  },
  {
    is: "a variable that is a number",
    yaml: `${suite}image: { variables: { WORKERS: 4 } }\n`,
    problems: ['line 5, column 23: image.variables.WORKERS: must be text; put it in quotes: "4" (you wrote 4)'],
  },
  {
    is: "a variable that is a truth",
    yaml: `${suite}image: { variables: { DEBUG: true } }\n`,
    problems: ['line 5, column 23: image.variables.DEBUG: must be text; put it in quotes: "true" (you wrote true)'],
  },
  {
    is: "a variable's name with a dash",
    yaml: `${suite}image: { variables: { LOG-LEVEL: info } }\n`,
    problems: [
      "line 5, column 23: image.variables.LOG-LEVEL: a variable's name is letters, digits and underscores, not starting with a digit",
    ],
  },
  {
    is: "a command as one text",
    yaml: `${suite}image: { migrate: alembic upgrade head }\n`,
    problems: [
      'line 5, column 10: image.migrate: must be a list; write ["alembic", "upgrade", "head"] (you wrote "alembic upgrade head")',
    ],
  },
  {
    is: "a command of nothing",
    yaml: `${suite}image: { migrate: [] }\n`,
    problems: ["line 5, column 10: image.migrate: must have at least 1 entry"],
  },
  {
    is: "an argument that is a number",
    yaml: `${suite}lint: { black: [black, --line-length, 100] }\n`,
    problems: ['line 5, column 39: lint.black.2: must be text; put it in quotes: "100" (you wrote 100)'],
  },
  {
    is: "an argument of nothing",
    yaml: `${suite}lint: { black: [black, ""] }\n`,
    problems: ['line 5, column 24: lint.black.1: must not be empty (you wrote "")'],
  },
  {
    is: "a name with capitals",
    yaml: `project: Sample\ntests:\n  unit:\n    command: [run-tests, "--out={junit}"]\n`,
    problems: [
      'line 1, column 1: project: a name is lower-case letters, digits and dashes, starting with a letter; did you mean sample? (you wrote "Sample")',
    ],
  },
  {
    is: "a name with a space",
    yaml: `project: my service\ntests:\n  unit:\n    command: [run-tests, "--out={junit}"]\n`,
    problems: [
      'line 1, column 1: project: a name is lower-case letters, digits and dashes, starting with a letter; did you mean my-service? (you wrote "my service")',
    ],
  },
  {
    is: "a name that begins with a digit",
    yaml: `project: 2sample\ntests:\n  unit:\n    command: [run-tests, "--out={junit}"]\n`,
    problems: [
      'line 1, column 1: project: a name is lower-case letters, digits and dashes, starting with a letter (you wrote "2sample")',
    ],
  },
  {
    is: "a tool's name with an underscore",
    yaml: `${suite}lint: { ruff_format: [ruff] }\n`,
    problems: [
      "line 5, column 9: lint.ruff_format: a name is lower-case letters, digits and dashes, starting with a letter; did you mean ruff-format?",
    ],
  },
  {
    is: "a choice that there is not",
    yaml: `${suite}preset: ruby\n`,
    problems: ['line 5, column 1: preset: must be one of python, node, go (you wrote "ruby")'],
  },
  {
    is: "a choice with a slip",
    yaml: `${suite}preset: pyhton\n`,
    problems: ['line 5, column 1: preset: must be one of python, node, go; did you mean python? (you wrote "pyhton")'],
  },
  {
    is: "an unknown kind of service",
    yaml: `${suite}services:\n  db: { kind: mysql, variable: URL }\n`,
    problems: ['line 6, column 9: services.db.kind: must be one of postgres, redis (you wrote "mysql")'],
  },
  {
    is: "an unknown severity",
    yaml: `${suite}probes:\n  chat: { path: /chat, severity: majr }\n`,
    problems: [
      'line 6, column 24: probes.chat.severity: must be one of critical, major, minor; did you mean major? (you wrote "majr")',
    ],
  },
  {
    is: "a path without its slash",
    yaml: `${suite}probes:\n  chat: { path: chat }\n`,
    problems: ['line 6, column 11: probes.chat.path: must start with /; did you mean /chat? (you wrote "chat")'],
  },
  {
    is: "a URL where a path is meant",
    yaml: `${suite}probes:\n  chat: { path: "https://example.org/chat" }\n`,
    problems: ['line 6, column 11: probes.chat.path: must start with / (you wrote "https://example.org/chat")'],
  },
  {
    is: "a status that there is not",
    yaml: `${suite}probes:\n  chat: { path: /chat, status: 20 }\n`,
    problems: ["line 6, column 24: probes.chat.status: must be at least 100 (you wrote 20)"],
  },
  {
    is: "a notifier without its kind",
    yaml: `${suite}notify: { team: {} }\n`,
    problems: ["line 5, column 11: notify.team.kind: is missing: write one of slack, pagerduty, github, webhook"],
  },
  {
    is: "a notifier of an unknown kind",
    yaml: `${suite}notify: { team: { kind: slak } }\n`,
    problems: [
      'line 5, column 19: notify.team.kind: must be one of slack, pagerduty, github, webhook; did you mean slack? (you wrote "slak")',
    ],
  },
  {
    is: "an unknown event",
    yaml: `${suite}notify: { team: { kind: slack, on: [ship] } }\n`,
    problems: [
      'line 5, column 37: notify.team.on.0: must be one of started, shipped, stopped, rolled-back, taken-down, superseded, rollback-failed, left-degraded, page, issue, resolved (you wrote "ship")',
    ],
  },
  {
    is: "no event at all",
    yaml: `${suite}notify: { team: { kind: slack, on: [] } }\n`,
    problems: ["line 5, column 32: notify.team.on: must have at least 1 entry"],
  },
  {
    is: "a repository without its owner",
    yaml: `${suite}notify: { repo: { kind: github, repository: shop } }\n`,
    problems: ['line 5, column 33: notify.repo.repository: must be owner/name, such as acme/shop (you wrote "shop")'],
  },
  {
    is: "a password in an address",
    yaml: `${suite}notify: { hook: { kind: webhook, url: "https://me:s3cret@example.org" } }\n`,
    problems: [
      'line 5, column 34: notify.hook.url: must be an http(s) URL, without a user or password in it (you wrote "https://me:***@example.org")',
    ],
  },
  {
    is: "an alert's name that Prometheus does not take",
    yaml: `${suite}load:\n  ratePerSecond: 10\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 40 }\nalerts:\n  high-errors: { expr: up == 0, evidence: up, severity: critical }\nbake: { durationSeconds: 60 }\n`,
    problems: [
      "line 11, column 3: alerts.high-errors: an alert's name is letters, digits and underscores, not starting with a digit",
    ],
  },
]
