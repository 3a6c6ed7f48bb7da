/**
 * `npm test`: installs, fetches the starter models and a browser, builds, lints, checks types and runs every test.
 * `npm test -- FILE…` runs only these tests. The last line is `N passed, N failed, N skipped`.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fetchBrowser } from "./fetch-browser.mjs";
import { buildPages, buildProcesses, checkNode, fetchModels, install, root, run, say } from "./prepare.mjs";

const starter = { MODEL: "smollm2-135m-instruct" };
const bin = (name) => join(root, "node_modules", ...name);
const chosen = process.argv.slice(2);

checkNode();
install();
buildProcesses();
fetchModels(starter);
buildPages();
if (chosen.length === 0) {
  say("linting");
  run(process.execPath, [bin(["@biomejs", "biome", "bin", "biome"]), "check", "."], { what: "The lint" });
  say("checking types");
  run(process.execPath, [bin(["typescript", "bin", "tsc"]), "--noEmit"], { what: "The type check" });
}
await fetchBrowser();
const { status } = spawnSync(process.execPath, [bin(["vitest", "vitest.mjs"]), "run", ...chosen], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
