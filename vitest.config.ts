import { defineConfig } from "vitest/config";

/** Rooms by themselves, without servers, browsers or language models: two files at once. */
const rooms = ["test/unit/**/*.test.ts", "test/contracts/**/*.test.ts", "test/architecture.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    // LanceDB's warnings about tables that tests make are no news.
    env: { LANCEDB_LOG: "error" },
    reporters: ["default", "./test/summary-reporter.ts"],
    projects: [
      { extends: true, test: { name: "rooms", include: rooms, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        // Two cores: native models, Chromium and servers do not share them well.
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: rooms,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
