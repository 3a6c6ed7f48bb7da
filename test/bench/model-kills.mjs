/** `node test/bench/model-kills.mjs 50`: see model-kills.ts. */
process.argv.splice(2, 0, "model-kills");
await import("./run.mjs");
