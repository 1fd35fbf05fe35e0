/** Shows the file in which scripts/ship keeps a journal: what gets into it, what mends it, and who may write to it. */
import { spawnSync } from "node:child_process"
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { ship } from "./stand-in.js"

/** Each starts several processes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

const args = ["release", "--run", "mine", "--journal", ".shipway/journal.jsonl"]
const PASSED = { REPORT: '{"run":"THIS","exitCode":0}' }
const said = (...lines: string[]) => ({
  LINES: lines.map((line) => `2   : [0.2s] | shipway journal ${line}`).join("\n"),
})
/** By the module, which knows the word. */
const told = (...lines: string[]) => said(...lines.map((line) => `WORD ${line}`))

/** A folder with a journal that is as given. */
function kept(text?: string) {
  const { folder, again } = ship(["--help"])
  const path = join(folder, ".shipway", "journal.jsonl")
  mkdirSync(dirname(path))
  if (text !== undefined) writeFileSync(path, text)
  return { folder, path, again, text: () => readFileSync(path, "utf8") }
}

/** Changes what node does in ship: ran before it. */
function before(folder: string, code: string) {
  writeFileSync(join(folder, "before.mjs"), code)
  return { NODE_OPTIONS: `--import ${join(folder, "before.mjs")}` }
}

describe("what is said", () => {
  it("is added at once to a file that is begun, although no report comes", () => {
    const { again, text, path, folder } = kept()
    const { status } = again(args, told('{"n":0,"type":"entry"}', '{"n":1,"type":"entry"}'))

    expect(status).not.toBe(0)
    expect(text()).toBe('{"n":0,"type":"entry"}\n{"n":1,"type":"entry"}\n')
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
      /^--progress=plain call --journal=\/.* release --run mine /,
    )
  })

  it("is only the very next line, and goes on where the file ends", () => {
    const { again, text } = kept()
    again(args, told('{"n":0,"a":1}', '{"n":1,"a":'))
    again(args, told('{"n":0,"b":1}', '{"n":2,"b":1}', '{"n":1,"b":1}'))

    expect(text()).toBe('{"n":0,"a":1}\n{"n":1,"b":1}\n')
  })

  it("is nothing that a container prints: it does not know the word of this call", () => {
    const { again, text } = kept()
    const other = "0f4cf7a4-3d0b-4a5c-9f3e-2d1f8f0e6a11"
    const { LINES } = said(
      '{"n":0,"forged":1}',
      `${other} {"n":0,"forged":2}`,
      'WORD {"n":0,"true":1}',
      '{"n":1,"forged":3}',
    )
    again(args, { LINES })

    expect(text()).toBe('{"n":0,"true":1}\n')
  })

  it("has another word in each call, which no file keeps but the one that is passed", () => {
    const { again, text, folder } = kept('{"n":0}\n')
    const passed = () => {
      again(args, { ...told('{"n":1}'), ...PASSED })
      const lines = readFileSync(join(folder, "log.journal"), "utf8").trimEnd().split("\n")
      return { lines: lines.slice(0, -1), word: (JSON.parse(lines.at(-1)!) as { listener: string }).listener }
    }
    const [first, second] = [passed(), passed()]
    const [, path] = /--journal=(\S+)/.exec(readFileSync(join(folder, "log"), "utf8"))!

    expect(first.lines).toEqual(['{"n":0}'])
    expect(second.lines).toEqual(['{"n":0}', '{"n":1}'])
    expect(first.word).not.toBe(second.word)
    expect(text()).toBe('{"n":0}\n{"n":1}\n')
    expect(path).not.toContain(folder)
    expect(existsSync(path!)).toBe(false)
  })
})

describe("the report", () => {
  it.each([
    ["mends what did not come through", ['{"n":1}'], '{"n":0}\n{"n":1}\n', '{"n":0}\n{"n":1}\n'],
    ["does not take away what was said after it", ['{"n":0}', '{"n":1}'], '{"n":0}\n', '{"n":0}\n{"n":1}\n'],
    ["has the last word", ['{"n":0,"a":1}', '{"n":1}', '{"n":2}'], '{"n":0,"b":1}\n', '{"n":0,"b":1}\n'],
    ["is the same when it is only written in another way", ['{"n": 0}'], '{"n":0}\n', '{"n": 0}\n'],
  ])("%s", (_, lines, JOURNAL, expected) => {
    const { again, text } = kept()
    expect(again(args, { ...told(...lines), ...PASSED, JOURNAL }).status).toBe(0)
    expect(text()).toBe(expected)
  })

  it("leaves what it contradicts beside the file, and says so", () => {
    const { again, path } = kept()
    const { stderr } = again(args, { ...told('{"n":0,"a":1}'), ...PASSED, JOURNAL: '{"n":0,"b":1}\n' })

    expect(stderr).toContain(`${path}.contradicted`)
    expect(readFileSync(`${path}.contradicted`, "utf8")).toBe('{"n":0,"a":1}\n')
  })
})

describe("a file from before", () => {
  it.each([
    ["keeps a last line that only lacks its end", '{"n":0}\n{"n":1}', '{"n":0}\n{"n":1}\n{"n":2}\n'],
    ["loses a last line that was cut off", '{"n":0}\n{"n":1}\n{"n":2,"a', '{"n":0}\n{"n":1}\n{"n":2}\n'],
    ["loses it also when somebody ended it", '{"n":0}\n{"n":1}\n{"n":2,"a\n', '{"n":0}\n{"n":1}\n{"n":2}\n'],
  ])("%s", (_, text, expected) => {
    const file = kept(text)
    file.again(args, told('{"n":2}'))
    expect(file.text()).toBe(expected)
  })

  it("is left to the module, which refuses it, when a line is missing", () => {
    const { again, text } = kept('{"n":0}\n{"n":2}')
    again(args)
    expect(text()).toBe('{"n":0}\n{"n":2}')
  })

  it("is not written to when nothing is to be mended", () => {
    const { again, path } = kept('{"n":0}\n')
    utimesSync(path, 1, 1)
    again(args)
    expect(statSync(path).mtimeMs).toBe(1000)
  })

  it("is replaced as a whole when it is mended: a crash leaves the one or the other", () => {
    const { again, path, text } = kept('{"n":0}\n{"n":1,')
    linkSync(path, `${path}.old`)
    again(args)

    expect(text()).toBe('{"n":0}\n')
    expect(readFileSync(`${path}.old`, "utf8")).toBe('{"n":0}\n{"n":1,')
    expect(existsSync(`${path}.new`)).toBe(false)
  })
})

describe("two at once", () => {
  const refused = { status: 1, stderr: expect.stringMatching(/is in use by process .+\.lock/) as string }

  it("are refused while the first is alive, not when it is dead", () => {
    const { again, path, text } = kept()
    writeFileSync(`${path}.lock`, String(process.pid))
    expect(again(args, told('{"n":0}'))).toMatchObject(refused)
    writeFileSync(`${path}.lock`, String(spawnSync("true").pid))
    again(args, told('{"n":0}'))

    expect(text()).toBe('{"n":0}\n')
  })

  it.each([
    ["is another user's", `process.kill = () => { throw Object.assign(new Error(), { code: "EPERM" }) }`],
    [
      "comes in the same moment",
      `import fs from "node:fs"
       import { syncBuiltinESMExports } from "node:module"
       const write = fs.writeFileSync
       fs.writeFileSync = (path, ...rest) => {
         if (String(path).endsWith(".lock")) write(path, String(process.ppid))
         return write(path, ...rest)
       }
       syncBuiltinESMExports()`,
    ],
  ])("are refused when the first %s", (_, code) => {
    const { again, folder, path } = kept()
    if (code.includes("EPERM")) writeFileSync(`${path}.lock`, "4000000")
    expect(again(args, { ...told('{"n":0}'), ...before(folder, code) })).toMatchObject(refused)
    expect(existsSync(`${path}.lock`)).toBe(true)
  })

  it("are refused when nobody can tell whether the first is alive", () => {
    const { again, path } = kept()
    writeFileSync(`${path}.lock`, "")
    expect(again(args)).toMatchObject({ status: 1, stderr: expect.stringContaining(`delete ${path}.lock`) as string })
  })
})
