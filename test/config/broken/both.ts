/** Owns broken configs with values of the wrong shape, and beside them what cannot work: all of it is told in one go. */
import { type Broken, suite } from "./broken.js"

const API = `  api:\n    command: [run-api-tests]\n`
const WITHOUT_JUNIT = "must name {junit}, the JUnit file it writes; without it zero tests would look like a pass"

export const both: Broken[] = [
  {
    is: "a wrong value in one section, and a suite without its JUnit file in another",
    yaml: `${suite}${API}image: { port: high }\n`,
    problems: [
      `line 6, column 5: tests.api.command: ${WITHOUT_JUNIT}`,
      'line 7, column 10: image.port: must be a number (you wrote "high")',
    ],
  },
  {
    is: "an unknown key beside the one that it resembles, and a placeholder that nobody fills",
    yaml: `${suite}imge: {}\nimage:\n  variables: { VERSION: "{versoin}" }\n`,
    problems: [
      "line 5, column 1: imge: unknown key; did you mean image?",
      "line 7, column 16: image.variables.VERSION: {versoin} is not known; write {version}, {sha} or {digest}",
    ],
  },
  {
    is: "a wrong value in one suite, and another one without its JUnit file",
    yaml: `${suite}    coverage: { over: high }\n${API}`,
    problems: [
      'line 5, column 17: tests.unit.coverage.over: must be a number (you wrote "high")',
      `line 7, column 5: tests.api.command: ${WITHOUT_JUNIT}`,
    ],
  },
  {
    is: "a suite without a command, and one that needs it and nobody",
    yaml: `project: sample\ntests:\n  unit: { retries: 1 }\n  api: { command: ["{junit}"], needs: [unit, rga] }\n  rag: { command: ["{junit}"] }\n`,
    problems: [
      "line 3, column 3: tests.unit.command: is missing: write a list",
      "line 4, column 46: tests.api.needs.1: no suite rga under tests:; did you mean rag?",
    ],
  },
  {
    is: "a missing project, and alerts that nothing watches",
    yaml: `alerts:\n  Down: { expr: up == 0, forSeconds: 5, severity: critical, evidence: up }\n`,
    problems: [
      "line 1, column 1: project: is missing: write text",
      "line 1, column 1: alerts: nothing watches them: declare bake: as well",
    ],
  },
  {
    is: "a wrong deadline, and an image that is signed and pushed nowhere",
    yaml: `${suite}    timeoutSeconds: soon\nimage:\n  sign: { key: env://COSIGN_KEY }\n`,
    problems: [
      'line 5, column 5: tests.unit.timeoutSeconds: must be a number (you wrote "soon")',
      "line 7, column 3: image.sign: signs what is pushed to a registry: declare image.repository",
    ],
  },
]

/** What the wrong value makes unreadable is not complained about a second time. */
export const silent: Broken[] = [
  {
    is: "a service of an unknown kind, and a suite that needs it",
    yaml: `${suite}    services: [db]\nservices:\n  db: { kind: mysql, variable: URL }\n`,
    problems: ['line 7, column 9: services.db.kind: must be one of postgres, redis (you wrote "mysql")'],
  },
  {
    is: "a misspelt repository, and a signature that needs one",
    yaml: `${suite}image:\n  repositry: registry.example/shop\n  sign: { key: env://COSIGN_KEY }\n`,
    problems: ["line 6, column 3: image.repositry: unknown key; did you mean repository?"],
  },
  {
    is: "a bake with a wrong duration, and rules that would have to fit into it",
    yaml: `${suite}alerts:\n  Down: { expr: up == 0, forSeconds: 500, severity: critical, evidence: up }\nbake: { durationSeconds: long, load: { endpoints: [{ path: / }] } }\n`,
    problems: ['line 7, column 9: bake.durationSeconds: must be a number (you wrote "long")'],
  },
]
