/** Owns the shape of environment variables in the config. */
import { z } from "zod"

export const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name is letters, digits and underscores, not starting with a digit")

export const Variables = z
  .record(VariableName, z.string())
  .describe("Environment variables; {version}, {sha} and {digest} stand for the release's own.")
