/** Owns the three forms that the same steps take: a serial script, a Makefile, a workflow for act. Pure. */
import type { Step } from "./steps.js"

/** Each step is a file steps/NAME.sh beside the script, the Makefile and the workflow. */
export function stepFile({ script }: Step): string {
  return `set -eu\n${script}`
}

export function serialScript(steps: readonly Step[]): string {
  return `#!/bin/sh\nset -eu\n${steps.map(({ name }) => `sh "$STEPS/${name}.sh"`).join("\n")}\n`
}

export function makefile(steps: readonly Step[]): string {
  const names = steps.map(({ name }) => name).join(" ")
  const rule = ({ name, needs }: Step) =>
    `${name}:${needs.map((need) => ` ${need}`).join("")}\n\t@sh "$(STEPS)/${name}.sh"\n`
  return `all: ${names}\n.PHONY: all ${names}\n\n${steps.map(rule).join("\n")}`
}

/** As jobs of one workflow, for a runner on the machine itself: environments are found where the last run left them. */
export function workflow(steps: readonly Step[]): string {
  const job = ({ name, needs }: Step) => `  ${name}:
    runs-on: ubuntu-latest
    needs: [${needs.join(", ")}]
    steps:
      - run: sh "$STEPS/${name}.sh"
`
  return `name: ci\non: push\njobs:\n${steps.map(job).join("")}`
}
