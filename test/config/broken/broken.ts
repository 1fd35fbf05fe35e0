/** Owns what a row of the tables of broken configs is. */

export interface Broken {
  is: string
  yaml: string
  /** Every line that a user sees, in order. */
  problems: string[]
}

/** The smallest config that resolves, for a row that adds to it. */
export const suite = `project: sample
tests:
  unit:
    command: [run-tests, "--out={junit}"]
`
