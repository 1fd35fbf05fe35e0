/**
 * Owns the test projects: unit needs only Node, browser a Chromium (test/browser/chromium), engine and cluster a Dagger
 * engine (engine/with). cluster compiles a Kubernetes control plane first and is no part of npm test.
 */
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
          exclude: ["test/engine/**", "test/browser/**", "test/cluster/**"],
          execArgv,
          isolate: false,
          maxWorkers: 4,
          // Properties and child processes on a machine that does something else as well.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          execArgv,
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
      {
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 3_600_000,
          fileParallelism: false,
          execArgv,
        },
      },
    ],
  },
})
