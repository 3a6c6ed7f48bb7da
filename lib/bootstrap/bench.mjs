/**
 * `npm run bench`: every speed figure, most of them ratios within one run, as tables and as one JSON file. Leave the
 * machine idle meanwhile. Documents come from FOOTNOTE_SHARED/samples.
 *
 *   npm run bench -- [--only NAME,…] [--base FOLDER] [--rounds 3]
 *
 * `--base` names another checkout, with its packages and models: each benchmark runs in both by turns, `--rounds` times,
 * and a table holds the medians side by side.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./bench-compare.mjs";
import { buildPages, buildProcesses, checkNode, fetchModels, giveUp, install, root, run, say } from "./prepare.mjs";

const { values } = parseArgs({
  options: { only: { type: "string" }, base: { type: "string" }, rounds: { type: "string", default: "3" } },
});

/** What is measured: a script of test/bench, its options, and fewer of them where two checkouts are compared. */
const benchmarks = {
  ingest: ["run.mjs", "ingest"],
  "search-latency": ["run.mjs", "search-latency"],
  "answer-speed": ["answer-speed.mjs"],
  people: ["model-load.mjs", "people", "--seconds", "60"],
  asking: ["run.mjs", "asking"],
};
/** Where every round counts, a round is shorter. */
const inRounds = {
  "search-latency": ["run.mjs", "search-latency", "--chunks", "3000"],
  "answer-speed": ["answer-speed.mjs", "--runs", "3"],
  people: ["model-load.mjs", "people", "--seconds", "20"],
};
const chosen = values.only?.split(",") ?? Object.keys(benchmarks);
const unknown = chosen.filter((name) => !(name in benchmarks));
if (unknown.length > 0)
  giveUp(`There is no benchmark ${unknown.join(", ")}.`, `There are: ${Object.keys(benchmarks).join(", ")}.`);
const base = values.base === undefined ? null : resolve(values.base);
const rounds = base === null ? 1 : Math.max(1, Number(values.rounds) || 3);

checkNode();
install();
buildProcesses();
fetchModels({ MODEL: "smollm2-135m-instruct" });
const needsPages = chosen.includes("asking");
if (needsPages) buildPages();
if (base !== null) prepareBase(base);

const folder = join(root, "bench-results");
mkdirSync(folder, { recursive: true });
const env = { ...process.env, FOOTNOTE_SHARED: resolve(process.env.FOOTNOTE_SHARED ?? join(root, "../shared")) };
const results = {
  at: new Date().toISOString(),
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
};

for (const name of chosen) {
  const script = (base === null ? undefined : inRounds[name]) ?? benchmarks[name];
  const figures = { old: [], new: [] };
  for (let round = 0; round < rounds; round++) {
    const turns =
      base === null
        ? [["new", root]]
        : [
            ["old", base],
            ["new", root],
          ];
    if (round % 2 === 1) turns.reverse();
    for (const [which, checkout] of turns) {
      say(`measuring: ${name}${base === null ? "" : `, ${which}, round ${round + 1} of ${rounds}`}`);
      const measured = measure(name, checkout, script);
      if (measured !== null) figures[which].push(measured);
    }
  }
  results[name] = base === null ? (figures.new[0] ?? "skipped") : figures;
  if (base === null) continue;
  results[name].compared = compare(figures.old, figures.new);
  say(`${name}: medians of ${rounds} rounds, old (${base}) and new`);
  console.table(results[name].compared);
}

if (base === null && values.only === undefined) {
  results.installMb = {
    packages: sizeMb("node_modules"),
    build: sizeMb(".next") + sizeMb("dist"),
    models: sizeMb("data/models"),
  };
  console.table(results.installMb);
}

const file = join(folder, base === null ? "bench.json" : "bench-compared.json");
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
say(`all figures: ${file}`);

/** Runs one benchmark in a checkout; the figures that it wrote, null where it was skipped. */
function measure(name, checkout, [script, ...options]) {
  const json = join(folder, `${name}.json`);
  rmSync(json, { force: true });
  const args = [join(checkout, "test/bench", script), ...options, "--json", json];
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, stdio: "inherit", env });
  if (status !== 0) giveUp(`The benchmark ${name} failed in ${checkout}.`, "The lines above say why.");
  return existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
}

/** The other checkout's own build of what the benchmarks start; its sources stay as they are. */
function prepareBase(checkout) {
  if (!existsSync(join(checkout, "node_modules")))
    giveUp(`${checkout} has no packages.`, "Run npm ci there, and give it the models in data/models.");
  const build = (part) =>
    run(process.execPath, [join(checkout, "lib/bootstrap/build.mjs"), part], { what: `The build of ${checkout}` });
  if (!existsSync(join(checkout, "dist", "model-server.mjs"))) build("--lib");
  if (needsPages && !existsSync(join(checkout, ".next", "BUILD_ID"))) build("--pages");
}

function sizeMb(path) {
  return Math.round(Number(execFileSync("du", ["-sk", join(root, path)], { encoding: "utf8" }).split("\t")[0]) / 1000);
}
