/** Owns what a user may write about time: how long a tool or a suite may take. */
import { z } from "zod"

export const TOOL_SECONDS = 600
export const SUITE_SECONDS = 1800

const DAY = 86400
const timeoutSeconds = z.int().min(1).max(DAY).optional()

export const toolDeadline = {
  timeoutSeconds: timeoutSeconds.describe(
    `How long it may take, with its before:, from the start of its container; then it is ended, which is an error. Default ${TOOL_SECONDS}.`,
  ),
}

export const suiteDeadline = {
  timeoutSeconds: timeoutSeconds.describe(
    `How long each shard and each attempt may take, with its before:, from the start of its container; then it is ended, which is an error. Default ${SUITE_SECONDS}.`,
  ),
}
