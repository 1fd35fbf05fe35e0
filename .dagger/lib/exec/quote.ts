/** Owns shell quoting: an argument list as text that a POSIX shell reads back as the same list. Pure. */

export function quote(argv: readonly string[]): string {
  return argv.map((argument) => `'${argument.replaceAll("'", `'\\''`)}'`).join(" ")
}
