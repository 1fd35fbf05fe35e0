// Owns the lint rules: typescript-eslint's type-aware set, and the house's limits on size.
import tseslint from "typescript-eslint"

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      ".dagger/sdk",
      ".dagger/node_modules",
      "report",
      "test-results",
      "app",
      "examples/node-vitest",
      "examples/consumer-typescript",
      "examples/typescript",
      "engine/typescript/lib/core.js",
    ],
  },
  {
    files: ["**/*.ts"],
    ignores: ["engine/typescript/**"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/no-unused-vars": "error",
    },
  },
  // One thin function per row of the README's table, each with the repository that it works on.
  {
    files: [".dagger/src/index.ts"],
    rules: {
      "max-lines": ["error", { max: 310, skipBlankLines: true, skipComments: true }],
      // The constructor takes one secret per integration.
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  // A describe block is a list, not a function.
  { files: ["test/**/*.ts"], rules: { "max-lines-per-function": "off" } },
)
