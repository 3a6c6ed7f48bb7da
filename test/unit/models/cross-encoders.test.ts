import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../../lib/base/config.ts";
import { fetchModel, removeModel } from "../../../lib/cli/models.ts";
import { isInstalled } from "../../../lib/embed/index.ts";
import { findEntry } from "../../../lib/models/index.ts";

const modelsDir = mkdtempSync(join(tmpdir(), "footnote-beside-"));
const config = readConfig({ ...process.env, MODELS_DIR: modelsDir, DATA_DIR: modelsDir, OFFLINE: "1" });

it.each([
  ["RERANKER", config.RERANKER, "reranking"],
  ["NLI", config.NLI, "entailment"],
])("the default of %s can be fetched, and is used once its files are there", async (_, id, role) => {
  const entry = findEntry(id);
  expect(entry?.role).toBe(role);
  expect(isInstalled(join(modelsDir, id))).toBe(false);
  for (const { path } of entry?.files ?? []) {
    mkdirSync(dirname(join(modelsDir, id, path)), { recursive: true });
    writeFileSync(join(modelsDir, id, path), path);
  }
  expect(isInstalled(join(modelsDir, id))).toBe(true);
  const said: string[] = [];
  await fetchModel(config, process.env, id, (line) => said.push(line));
  expect(said.join(" ")).toContain("used from the next start on");
  // They were put there by hand: only what Footnote fetched is ever deleted.
  const refused = removeModel(config, process.env, id, (line) => said.push(line));
  await expect(refused).rejects.toThrow("put there by hand");
  expect(isInstalled(join(modelsDir, id))).toBe(true);
});

it("does not delete the model that Footnote searches with", async () => {
  await expect(removeModel(config, process.env, config.EMBEDDER, () => undefined)).rejects.toMatchObject({
    code: "conflict",
  });
});
