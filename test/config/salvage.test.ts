/** Shows that a config which is right but for one value has one problem: nothing is complained about because of it. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { parse, stringify } from "yaml"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { ifReadable, readable } from "../../.dagger/lib/config/readable.js"

type Path = (string | number)[]

const FILES = [
  "shipway.yaml",
  "examples/go-service/shipway.yaml",
  "examples/node-vitest/shipway.yaml",
  "examples/python-package/shipway.yaml",
]

/** No key of any config holds a list of lists. */
const WRONG = [[["wrong"]]]
/** Rules read no deeper. */
const DEPTH = 3

/** Every place of a value: maps, lists and what is in them. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null || at.length === DEPTH) return [at]
  const within = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...at, key]))
  return at.length > 0 ? [at, ...within] : within
}

function changed(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = changed(copy[key], rest, by)
  return copy
}

/** The places that the problems name. */
function problemsOf(value: unknown): string[] {
  try {
    loadConfig(stringify(value), "shipway.yaml")
    return []
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}line \d+, column \d+: ([^ ]+): /gm)].map(([, place]) => place!)
  }
}

/** `a.b` is about `a.b.c`, and the other way round. */
const isAbout = (one: string, other: string) => `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)

it.each(FILES)("%s with a wrong value anywhere is told of that value alone", (file) => {
  const config: unknown = parse(readFileSync(file, "utf8"))
  const places = placesIn(config)
  const strays = places.flatMap((place) =>
    problemsOf(changed(config, place, WRONG))
      .filter((told) => !isAbout(told, place.join(".")))
      .map((told) => `${place.join(".")} → ${told}`),
  )

  expect(places.length).toBeGreaterThan(10)
  expect(strays).toEqual([])
})

it("a view of what is left names what is lost, and lets nobody read it", () => {
  const view = readable<{ a: object; b?: number; c: { d: number; e?: number } }>({ a: {}, c: { d: 1 } }, [
    ["b"],
    ["c", "e"],
  ])

  expect(Object.keys(view)).toEqual(["a", "c", "b"])
  expect("b" in view).toBe(true)
  expect(ifReadable(() => [view.c.d])).toEqual([1])
  expect(ifReadable(() => [view.b])).toEqual([])
  expect(ifReadable(() => [view.c.e])).toEqual([])
  expect(ifReadable(() => Object.values(view.c))).toEqual([])
})

it("only what cannot be read is passed over: a bug in a rule is none of it", () => {
  expect(() =>
    ifReadable(() => {
      throw new TypeError("a bug")
    }),
  ).toThrow("a bug")
})
