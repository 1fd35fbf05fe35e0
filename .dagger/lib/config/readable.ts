/** Owns a view of a config in which some parts could not be understood: whoever looks at one of them has nothing to say. Pure. */

/** Thrown at a rule that reads what is not there to be read, and caught around it. */
const UNREADABLE = new Error("bug: a rule read what could not be understood, and nobody caught it")

/** Nothing where it would have had to read what could not be understood. */
export function ifReadable<T>(say: () => T[]): T[] {
  try {
    return say()
  } catch (error) {
    if (error === UNREADABLE) return []
    throw error
  }
}

/** What is lost is there, by its name; its value cannot be had. */
export function readable<T extends object>(value: T, lost: readonly (readonly PropertyKey[])[]): T {
  const hidden = new Set(lost.filter(({ length }) => length === 1).map(([key]) => key as string))
  const below = (key: PropertyKey) =>
    lost.filter((path) => path.length > 1 && path[0] === key).map(([, ...rest]) => rest)
  return new Proxy(value, {
    get(target, key) {
      if (hidden.has(key as string)) throw UNREADABLE
      const found: unknown = Reflect.get(target, key)
      const within = below(key)
      return within.length > 0 && typeof found === "object" && found !== null ? readable(found, within) : found
    },
    has: (target, key) => hidden.has(key as string) || Reflect.has(target, key),
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...hidden])],
    getOwnPropertyDescriptor: (target, key) =>
      Reflect.getOwnPropertyDescriptor(target, key) ??
      (hidden.has(key as string) ? { configurable: true, enumerable: true, value: undefined } : undefined),
  })
}
