/**
 * `npm run bench`: every speed figure, most of them ratios within one run, as tables and as one JSON file. Leave the
 * machine idle meanwhile. Documents come from FOOTNOTE_SHARED/samples.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { buildPages, buildProcesses, checkNode, fetchModels, install, root, run, say } from "./prepare.mjs";

checkNode();
install();
buildProcesses();
fetchModels({ MODEL: "smollm2-135m-instruct" });
buildPages();

const folder = join(root, "bench-results");
mkdirSync(folder, { recursive: true });
const results = {
  at: new Date().toISOString(),
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
};

/** Runs one benchmark and keeps the figures that it wrote. */
function measure(name, script, args = []) {
  say(`measuring: ${name}`);
  const json = join(folder, `${name}.json`);
  run(process.execPath, [join(root, "test/bench", script), ...args, "--json", json], { what: `The benchmark ${name}` });
  try {
    results[name] = JSON.parse(readFileSync(json, "utf8"));
  } catch {
    results[name] = "skipped";
  }
}

measure("ingest", "run.mjs", ["ingest"]);
measure("search-latency", "run.mjs", ["search-latency"]);
measure("answer-speed", "answer-speed.mjs");
measure("people", "model-load.mjs", ["people", "--seconds", "60"]);
measure("asking", "run.mjs", ["asking"]);

const sizeMb = (path) =>
  Math.round(Number(execFileSync("du", ["-sk", join(root, path)], { encoding: "utf8" }).split("\t")[0]) / 1000);
results.installMb = {
  packages: sizeMb("node_modules"),
  build: sizeMb(".next") + sizeMb("dist"),
  models: sizeMb("data/models"),
};
console.table(results.installMb);

const file = join(folder, "bench.json");
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`all figures: ${file}`);
