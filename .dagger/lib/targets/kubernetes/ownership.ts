/**
 * Owns giving a field back after `rollout undo`. kubectl makes itself the manager of what it restores, and the next
 * server-side apply would then conflict with the rollback before it. Pure.
 */
import { RELEASE } from "./release-note.js"
import type { LiveDeployment } from "./shapes.js"

type Managed = NonNullable<LiveDeployment["metadata"]["managedFields"]>[number]
type Fields = Record<string, unknown>

/** A JSON patch that takes out the managers that came with an undo, also one of an attempt that died; nothing when there are none. */
export function givenBack(managers: readonly Managed[] = []): string | undefined {
  const patch = managers
    .map((managed, index) => ({ managed, index }))
    .filter(({ managed }) => isOfUndo(managed))
    .toReversed()
    .flatMap(({ managed: { manager }, index }) => [
      // Somebody may have come in between: then the patch fails, and the entries stay.
      { op: "test", path: `/metadata/managedFields/${index}/manager`, value: manager },
      { op: "remove", path: `/metadata/managedFields/${index}` },
    ])
  return patch.length > 0 ? JSON.stringify(patch) : undefined
}

/** Only an undo takes the note on a release; with anything else beside it, it is somebody's who did more. */
function isOfUndo({ manager, operation, subresource, fieldsV1 = {} }: Managed): boolean {
  if (!manager?.startsWith("kubectl") || operation !== "Update" || subresource) return false
  const { "f:metadata": metadata = {}, "f:spec": spec = {} } = fieldsV1 as Record<string, Fields>
  const template = spec["f:template"] as Record<string, Record<string, Fields>> | undefined
  const takesNote = template?.["f:metadata"]?.["f:annotations"]?.[`f:${RELEASE}`] !== undefined
  return takesNote && isOnly(metadata, "f:annotations") && isOnly(spec, "f:template")
}

function isOnly(fields: Fields, name: string): boolean {
  return Object.keys(fields).every((field) => field === name)
}

/** Replaced in tests, which shows what it is there for. */
export const guards = { givenBack }
