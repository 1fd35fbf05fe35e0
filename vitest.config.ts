/** Owns the two test projects: unit needs only Node, engine needs a Dagger engine (engine/with). */
import { defineConfig } from "vitest/config"

// Node 20 hides its WebSocket client behind a flag; the module itself runs on Node 24.
const execArgv = ["--experimental-websocket"]

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          execArgv,
          isolate: false,
          maxWorkers: 4,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // One after the other: two cores, and each test fans out inside the engine.
          fileParallelism: false,
          // Where a file says that its tests may run at once.
          maxConcurrency: 3,
          execArgv,
        },
      },
    ],
  },
})
