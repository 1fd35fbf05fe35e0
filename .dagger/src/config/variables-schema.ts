/** Owns the shape of environment variables in the config. */
import { z } from "zod"

export const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not a variable name")

export const Variables = z
  .record(VariableName, z.string())
  .describe("Environment variables; {version}, {sha} and {digest} stand for the release's own.")
