/** Owns broken configs that are no YAML, or not the YAML of a config. */
import { type Broken, suite } from "./broken.js"

export const yaml: Broken[] = [
  { is: "an empty file", yaml: ``, problems: ["line 1, column 1: project: is missing: write text"] },
  {
    is: "a file of comments only",
    yaml: `# project: sample\n`,
    problems: ["line 1, column 1: project: is missing: write text"],
  },
  {
    is: "a list instead of a map",
    yaml: `- project\n`,
    problems: ["line 1, column 1: (top level): must be a map of keys"],
  },
  {
    is: "a sentence instead of a map",
    yaml: `my service\n`,
    problems: ['line 1, column 1: (top level): must be a map of keys (you wrote "my service")'],
  },
  {
    is: "a list that is never closed",
    yaml: `project: [sample\n`,
    problems: ["line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]"],
  },
  {
    is: "a text that is never closed",
    yaml: `project: "sample\n`,
    problems: ['line 2, column 1: Missing closing "quote'],
  },
  {
    is: "a map that is never closed",
    yaml: `project: sample\nimage: { port: 8000\n`,
    problems: ["line 3, column 1: Flow map in block collection must be sufficiently indented and end with a }"],
  },
  {
    is: "an indent that is off",
    yaml: `project: sample\n  image:\n`,
    problems: [
      "line 1, column 10: a map cannot begin in this line; put a text with a colon in quotes",
      "line 1, column 10: the next line is indented too far to belong beside this one",
    ],
  },
  {
    is: "a tab as indent",
    yaml: `project: sample\nimage:\n	port: 8000\n`,
    problems: ["line 3, column 1: a tab cannot indent YAML; write spaces"],
  },
  {
    is: "a colon in a text without quotes",
    yaml: `project: sample: service\n`,
    problems: ["line 1, column 10: a map cannot begin in this line; put a text with a colon in quotes"],
  },
  {
    is: "a duplicate key",
    yaml: `${suite}project: again\n`,
    problems: ["line 5, column 1: this key stands here a second time; keep one of them"],
  },
  {
    is: "a duplicate key deep inside",
    yaml: `${suite}image: { port: 1, port: 2 }\n`,
    problems: ["line 5, column 19: this key stands here a second time; keep one of them"],
  },
  {
    is: "a second document",
    yaml: `${suite}---\nproject: other\n`,
    problems: ["line 5, column 1: a second document begins here (---); a config is one document"],
  },
  {
    is: "an alias without its anchor",
    yaml: `${suite}lint: { black: *black }\n`,
    problems: ["line 5, column 16: Unresolved alias (the anchor must be set before the alias): black"],
  },
  {
    is: "a tag that nobody knows",
    yaml: `${suite}image: { repository: !env REPOSITORY }\n`,
    problems: ["line 5, column 22: Unresolved tag: !env; a config takes plain YAML only"],
  },
  {
    is: "a merge key",
    yaml: `${suite}image: { <<: { port: 1 } }\n`,
    problems: [
      "line 5, column 10: image.<<: unknown key; known: dockerfile, include, port, repository, username, variables, migrate, healthPath, sbom, sign",
    ],
  },
]
