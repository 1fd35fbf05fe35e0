/** Owns broken configs with a key that is unknown, missing or empty. */
import { type Broken, suite } from "./broken.js"

export const keys: Broken[] = [
  {
    is: "an unknown key with a near neighbour",
    yaml: `${suite}\nlnit:\n  black: [black]\n`,
    problems: ["line 6, column 1: lnit: unknown key; did you mean lint?"],
  },
  {
    is: "an unknown key deep inside",
    yaml: `${suite}image:\n  dockerfle: Dockerfile\n`,
    problems: ["line 6, column 3: image.dockerfle: unknown key; did you mean dockerfile?"],
  },
  {
    is: "an unknown key in a suite",
    yaml: `${suite}    servces: [db]\n`,
    problems: ["line 5, column 5: tests.unit.servces: unknown key; did you mean services?"],
  },
  {
    is: "an unknown key in a tool",
    yaml: `${suite}lint:\n  black: { command: [black], input: [src] }\n`,
    problems: ["line 6, column 30: lint.black.input: unknown key; did you mean inputs?"],
  },
  {
    is: "an unknown key without a neighbour",
    yaml: `${suite}environments:\n  qa: {}\n`,
    problems: ["line 6, column 3: environments.qa: unknown key; known: staging, production"],
  },
  {
    is: "a key of another tool's",
    yaml: `${suite}image: { tags: [latest] }\n`,
    problems: [
      "line 5, column 10: image.tags: unknown key; known: dockerfile, include, port, repository, username, variables, migrate, healthPath, sbom, sign",
    ],
  },
  {
    is: "a key in capitals",
    yaml: `${suite}Image: {}\n`,
    problems: ["line 5, column 1: Image: unknown key; did you mean image?"],
  },
  {
    is: "a key with a dash",
    yaml: `${suite}image: { health-path: /health }\n`,
    problems: ["line 5, column 10: image.health-path: unknown key; did you mean healthPath?"],
  },
  {
    is: "a missing key",
    yaml: `tests:\n  unit:\n    command: [x, '{junit}']\n`,
    problems: ["line 1, column 1: project: is missing: write text"],
  },
  {
    is: "a missing command",
    yaml: `${suite}lint: { black: {} }\n`,
    problems: ["line 5, column 9: lint.black.command: is missing: write a list"],
  },
  {
    is: "a key with nothing below it",
    yaml: `${suite}lint:\n`,
    problems: ["line 5, column 1: lint: is empty: write a map of names, or take the key out"],
  },
  {
    is: "three problems at once",
    yaml: `${suite}lnit: {}\nimage:\n  port: high\n  dockerfle: x\n`,
    problems: [
      "line 5, column 1: lnit: unknown key; did you mean lint?",
      'line 7, column 3: image.port: must be a number (you wrote "high")',
      "line 8, column 3: image.dockerfle: unknown key; did you mean dockerfile?",
    ],
  },
]
