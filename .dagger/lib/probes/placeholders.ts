/** Owns {version}, {sha} and {digest}: the release's own facts in config text. Pure. */

export interface Facts {
  version: string
  sha: string
  digest: string
}

export function fill(text: string, facts: Facts): string {
  return text.replace(/\{(version|sha|digest)\}/g, (_, key: keyof Facts) => facts[key])
}

export function fillAll(variables: Record<string, string>, facts: Facts): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fill(value, facts)]))
}
