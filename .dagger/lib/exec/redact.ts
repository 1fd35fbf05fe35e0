/** Owns keeping secrets out of words: the known ones, and what looks like one. Pure. */

/** Shapes of tokens whose vendors gave them one, and passwords within addresses. */
const SHAPES: RegExp[] = [
  /https?:\/\/hooks\.slack\.com\/[^\s"'<>)]*/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bwhsec_[A-Za-z0-9+/=]{16,}/g,
  /\brnd_[A-Za-z0-9]{16,}/g,
  /(?<=:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/g,
  // With a digit in it: words of a sentence may follow as well.
  /(?<=\b(?:bearer|basic|token)\s+)(?=\S*\d)[A-Za-z0-9._~+/=-]{16,}/gi,
]

export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.flatMap(faces).toSorted((a, b) => b.length - a.length)
  const without = known.reduce((all, secret) => all.replaceAll(secret, "***"), text)
  return SHAPES.reduce((all, shape) => all.replace(shape, "***"), without)
}

/** A secret that is an address is also secret without its host, and all are as an address or JSON would write them. */
function faces(secret: string): string[] {
  if (secret.length < 6) return []
  const path = URL.canParse(secret) ? new URL(secret).pathname : ""
  const plain = path.length > 8 ? [secret, path] : [secret]
  return [...new Set(plain.flatMap((face) => [face, encodeURIComponent(face), JSON.stringify(face).slice(1, -1)]))]
}

/** Every text within a value. */
export function redactAll<T>(value: T, secrets: readonly string[]): T {
  if (typeof value === "string") return redact(value, secrets) as T
  if (Array.isArray(value)) return value.map((one: unknown) => redactAll(one, secrets)) as T
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactAll<unknown>(one, secrets)])) as T
}
