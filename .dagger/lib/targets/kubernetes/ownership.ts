/**
 * Owns giving a field back after `rollout undo`. kubectl makes itself the manager of what it restores, and the next
 * server-side apply would then conflict with the rollback before it. Pure.
 */
import type { LiveDeployment } from "./shapes.js"

type Managed = NonNullable<LiveDeployment["metadata"]["managedFields"]>[number]

/** A JSON patch that takes out the managers that came with the undo; nothing when somebody of that name was there before. */
export function givenBack(before: readonly Managed[] = [], after: readonly Managed[] = []): string | undefined {
  const known = new Set(before.map(keyOf))
  const patch = after
    .map((managed, index) => ({ managed, index }))
    .filter(({ managed }) => managed.operation === "Update" && !managed.subresource && !known.has(keyOf(managed)))
    .filter(({ managed }) => managed.manager?.startsWith("kubectl"))
    .toReversed()
    .flatMap(({ managed: { manager }, index }) => [
      // Somebody may have come in between: then the patch fails, and the entries stay.
      { op: "test", path: `/metadata/managedFields/${index}/manager`, value: manager },
      { op: "remove", path: `/metadata/managedFields/${index}` },
    ])
  return patch.length > 0 ? JSON.stringify(patch) : undefined
}

function keyOf({ manager, operation, subresource }: Managed): string {
  return [manager, operation, subresource].join(" ")
}

/** Replaced in tests, which shows what it is there for. */
export const guards = { givenBack }
