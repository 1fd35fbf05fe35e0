/** Owns what fits a terminal: some tools print a whole document as one line. Pure. */

const WIDTH = 400

export function fitted(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line))
    .join("\n")
}
