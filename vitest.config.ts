import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Two cores: native models, Chromium and servers do not share them well.
    fileParallelism: false,
    pool: "forks",
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
