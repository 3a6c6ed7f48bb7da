import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleAll } from "../fixtures/bundle.ts";
import { embeddingModel, hasEmbeddingModel } from "../fixtures/models.ts";

/** Whatever a composition opened is closed when it is disposed of: its process then ends by itself, and nothing is left. */
describe.skipIf(!hasEmbeddingModel || !existsSync("/proc/self/fd"))(
  "a composition that was disposed of leaves nothing alive (skipped where the embedding model or /proc is absent)",
  { timeout: 120_000 },
  () => {
    let folder: string;
    let programs: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "footnote-ends-"));
      programs = await bundleAll({ ends: "test/fixtures/compose-and-end.ts", "parse-child": "lib/parse/child.ts" });
    });
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
      await rm(programs, { recursive: true, force: true });
    });

    /** Runs it to its own end; nobody calls `process.exit`. */
    const run = (which: string, model = "smollm2-135m-instruct") =>
      new Promise<unknown>((resolve, reject) => {
        const child = spawn(
          process.execPath,
          ["--expose-gc", join(programs, "ends.mjs"), which, join(programs, "parse-child.mjs")],
          {
            env: {
              ...process.env,
              LANCEDB_LOG: "error",
              DATA_DIR: folder,
              MODELS_DIR: dirname(embeddingModel),
              MODEL: model,
              PORT: "3999",
            },
            stdio: ["ignore", "pipe", "inherit"],
          },
        );
        let out = "";
        child.stdout.on("data", (piece) => {
          out += piece;
        });
        child.once("exit", (code) => {
          const last = out.trim().split("\n").at(-1) ?? "";
          if (code === 0) resolve(JSON.parse(last));
          else reject(new Error(`it ended with ${code}: ${out}`));
        });
      });

    it("the data folder of this machine", async () => {
      expect(await run("installation")).toEqual({ children: [], files: [] });
    });
    it("the web process, with someone listening for changes", async () => {
      expect(await run("web")).toEqual({ children: [], files: [] });
    });
    it("the worker, with a parser waiting", async () => {
      expect(await run("worker")).toEqual({ children: [], files: [] });
    });
    it("the model process, whether its model loads or is not there", async () => {
      expect(await run("model", "no-such-model")).toEqual({ children: [], files: [] });
      expect(await run("model")).toEqual({ children: [], files: [] });
    });
    it("one that fails while it is put together", async () => {
      expect(await run("web that fails")).toEqual({ children: [], files: [] });
    });
  },
);
