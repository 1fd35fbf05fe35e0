/** Owns the verdict over feature flags: each one that the code asks for is declared, and safe without. Pure. */
import { parse } from "yaml"
import { z } from "zod"
import { type Answer, no, unclear, yes } from "./answer.js"

export interface SourceFile {
  path: string
  text: string
}

export interface FlagsFound {
  /** The flags file; nothing when it is not there. */
  file: { path: string; text: string | undefined }
  references: Map<string, string[]>
  /** Nothing when the config does not say where to find them. */
  defaults: Map<string, string[]> | undefined
}

/** flagd's own shape, as far as it matters here: more keys are none of our business. */
const FlagsFile = z.looseObject({
  flags: z.record(
    z.string(),
    z.looseObject({
      state: z.enum(["ENABLED", "DISABLED"]),
      variants: z.record(z.string(), z.unknown()),
      defaultVariant: z.string().nullish(),
    }),
  ),
})

/** Every name that the pattern's group catches, with the files it is in. */
export function namesIn(files: readonly SourceFile[], pattern: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { path, text } of files)
    for (const [, name] of text.matchAll(new RegExp(pattern, "gm")))
      if (name && !found.get(name)?.includes(path)) found.set(name, [...(found.get(name) ?? []), path])
  return found
}

export function judgeFlags({ file, references, defaults }: FlagsFound): Answer {
  if (file.text === undefined) return no(`there is no flags file ${file.path}`)
  const declared = readFlags(file.text)
  if (typeof declared === "string") return unclear(`${file.path} is no flags file: ${declared}`)
  if (references.size === 0)
    return unclear("readiness.flags.references finds no flag in the code; nothing to look at is not a pass")
  const problems = [...references].flatMap(([flag, places]) =>
    problemsOf(flag, places, declared, { path: file.path, defaults }),
  )
  if (problems.length > 0) return no(problems.join("\n"))
  const off = [...references.keys()].filter((flag) => declared[flag]!.state === "DISABLED")
  const note = off.length > 0 ? `; disabled, so that the code's default holds: ${off.join(", ")}` : ""
  const names = [...references.keys()].join(", ")
  return yes(`declared${defaults ? " and safe without" : ""}: ${names}${note}`)
}

type Declared = z.infer<typeof FlagsFile>["flags"]

function readFlags(text: string): Declared | string {
  try {
    const read = FlagsFile.safeParse(parse(text))
    if (read.success) return read.data.flags
    return read.error.issues.map(({ path, message }) => `${path.join(".") || "(top level)"}: ${message}`).join("; ")
  } catch (error) {
    return (error as Error).message.split("\n")[0]!
  }
}

function problemsOf(
  flag: string,
  places: readonly string[],
  declared: Declared,
  { path, defaults }: { path: string; defaults: FlagsFound["defaults"] },
): string[] {
  const own = Object.hasOwn(declared, flag) ? declared[flag]! : undefined
  const missing = own ? [] : [`${flag} (${places.join(", ")}) is not in ${path}`]
  const variant = own && !(own.defaultVariant && Object.hasOwn(own.variants, own.defaultVariant))
  const unsafe = defaults && !defaults.has(flag)
  return [
    ...missing,
    ...(variant ? [`${flag}: its defaultVariant ${own.defaultVariant ?? "(none)"} is none of its variants`] : []),
    ...(unsafe ? [`${flag} (${places.join(", ")}) has no declared safe default in the code`] : []),
  ]
}
