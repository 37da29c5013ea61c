import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { createTallyReporters } from "./test/runner/tally-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: [fileURLToPath(new URL("./test/setup/no-network.ts", import.meta.url))],
    reporters: ["default", ...createTallyReporters()],
    // A limit against hanging, not a measure of speed: the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests wait about as long as they work: the default leaves a core of two without anything to do.
    maxWorkers: "100%",
    // Native parsers keep memory outside the reach of a worker thread's limits; a process gives it back.
    pool: "forks",
    // Most of what a test makes is short-lived: with more room for it the collector has less to do.
    execArgv: ["--max-semi-space-size=32"],
    allowOnly: false,
    passWithNoTests: false,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text", "json-summary"],
      reportsDirectory: "coverage",
    },
  },
});
