/** Owns the repositories over which the cost is to grow: trivial commands, so that what grows is Shipway's own. Pure. */
import { IMAGES } from "../../.dagger/lib/images.js"

export interface Case {
  files: Record<string, string>
  /** Entries that the report folder has to have. */
  expected: number
}

const SHARD_FILES = 8
/** Of sleep, for each file. */
const SECONDS = 2

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index + 1)

/** As JSON, which is YAML as well. */
const config = (rest: object) => JSON.stringify({ project: "bench", toolchain: { image: IMAGES.shell }, ...rest })

export function toolsOf(n: number, input: string): Case {
  const lint = Object.fromEntries(
    numbers(n).map((number) => [`tool-${number}`, { command: ["test", "-s", "input.txt"], inputs: ["input.txt"] }]),
  )
  return { files: { "shipway.yaml": config({ lint }), "input.txt": input }, expected: n }
}

export function suitesOf(n: number, input: string): Case {
  const suite = { command: ["cp", "report.xml", "{junit}"], inputs: ["report.xml"] }
  const tests = Object.fromEntries(numbers(n).map((number) => [`suite-${number}`, suite]))
  return { files: { "shipway.yaml": config({ tests }), "report.xml": junit(1, input) }, expected: n }
}

export function reportsOf(n: number, input: string): Case {
  return { ...suitesOf(1, ""), files: { ...suitesOf(1, "").files, "report.xml": junit(n, input) }, expected: 1 }
}

/** Every file of the suite sleeps: more shards can only help. */
export function shardsOf(n: number, input: string): Case {
  const script = `out=$1; shift; { echo '<testsuite name="${input}">'; for file; do sleep ${SECONDS}; echo "<testcase classname='$file' name='sleeps'/>"; done; echo '</testsuite>'; } > "$out"`
  const files = Object.fromEntries(numbers(SHARD_FILES).map((number) => [`case-${number}.txt`, input]))
  const suite = {
    command: ["sh", "-c", script, "sh", "{junit}", "{files}"],
    inputs: ["case-*.txt"],
    ...(n > 1
      ? { shards: n, files: ["case-*.txt"] }
      : { command: ["sh", "-c", script, "sh", "{junit}", ...Object.keys(files)] }),
  }
  return { files: { ...files, "shipway.yaml": config({ tests: { sleeps: suite } }) }, expected: 1 }
}

function junit(n: number, name: string): string {
  const cases = numbers(n).map(
    (number) => `<testcase classname="grows.module_${number % 50}" name="test_${number}" time="0.001"/>`,
  )
  return `<testsuite name="${name}" tests="${n}">\n${cases.join("\n")}\n</testsuite>\n`
}
