/** Owns GitHub: a release is a deployment with statuses, a minor finding an issue. */
import { z } from "zod"
import { github as ask } from "../exec/github-api.js"
import { tellDeployment } from "./github-deployments.js"
import { tellIssue } from "./github-issues.js"
import { inTrouble, refused } from "../exec/http.js"
import type { Notifier } from "./notifier.js"

const Repository = z.object({
  permissions: z.object({ push: z.boolean() }).optional(),
  has_issues: z.boolean().optional(),
  archived: z.boolean().optional(),
})

export const github: Notifier<"github"> = {
  name: "github",
  secret: "githubToken",
  gapMs: 1000,

  // Every try looks first whether what it wants to make is there.
  repeatable: () => true,

  send: (context, event) =>
    ["issue", "page", "resolved"].includes(event.kind) ? tellIssue(context, event) : tellDeployment(context, event),

  async reachable(context) {
    const answer = await ask(context, { method: "GET", path: "", expected: 200 }, Repository)
    if (inTrouble(answer)) return answer
    const { permissions, has_issues: hasIssues, archived } = answer.value
    const { repository, on } = context.settings
    if (archived) return refused(`${repository} is archived`)
    if (!permissions?.push) return refused(`nothing says that the token may write to ${repository}`)
    if (lacksScope(answer.headers.get("x-oauth-scopes"))) return refused("the token lacks the scope repo")
    if (on.includes("issue") && hasIssues === false) return refused(`${repository} has its issues switched off`)
    return { proof: `the token's account may write to ${repository}` }
  },
}

/** Only classic tokens have scopes; the permissions are those of the account, whatever its token may do. */
function lacksScope(scopes: string | null): boolean {
  if (scopes === null || scopes.trim() === "") return false
  const held = scopes.split(",").map((scope) => scope.trim())
  return !held.includes("repo") && !(held.includes("public_repo") && held.includes("repo_deployment"))
}
