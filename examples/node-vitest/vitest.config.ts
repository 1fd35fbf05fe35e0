/** Owns how the tests run; tsc does not read it. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    coverage: { include: ["src/**"], exclude: ["src/main.ts"], reporter: ["text", "cobertura"] },
  },
});
