/** Owns the names of the refs: below refs/shipway no branch or tag is shown, and no workflow begins. Pure. */

const below = (project: string, ...parts: string[]) => ["refs", "shipway", project, ...parts].join("/")

export const refNames = (project: string) => ({
  run: (run: string) => below(project, "runs", written(run)),
  lock: (environment: string) => below(project, "locks", written(environment)),
  alive: (attempt: string) => below(project, "alive", written(attempt)),
  frozen: below(project, "frozen"),
})

/** Git knows names with dots that it does not take, such as a..b and a.lock. */
function written(name: string): string {
  return name.replaceAll(".", "=2E")
}
