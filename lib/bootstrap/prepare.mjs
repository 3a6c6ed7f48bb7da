/**
 * What has to be there before anything of ours can run: the right Node, the locked packages, the build. Each step is
 * skipped when its input has not changed since it last succeeded. Plain JavaScript on Node's own modules.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (...path) => join(root, ...path);

/** Oldest Node that runs Footnote: pdf-parse and vite name it. */
const oldest = [20, 19];

export function say(line) {
  process.stdout.write(`footnote | ${line}\n`);
}

/** Ends the process with what failed and what to try. */
export function giveUp(message, hint) {
  process.stderr.write(`\n${message}\n${hint}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  giveUp(
    `Footnote needs Node ${oldest.join(".")} or later; this is ${process.versions.node}.`,
    "Install Node 24 and try again.",
  );
}

/** Runs a program with our terminal and ends this one when it fails. */
export function run(command, args, { env, what }) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (result.status === 0) return;
  if (result.error) giveUp(`${what} could not be started.`, result.error.message);
  giveUp(`${what} failed.`, "The lines above say why.");
}

/** Installs exactly what the lock file says, when it has changed or nothing is there yet. */
export function install() {
  once("node_modules/.footnote", hashOf([at("package-lock.json")]), () => {
    say("installing the packages that package-lock.json names (a minute or two the first time)");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { what: "npm ci" });
  });
}

/** Bundles the processes: well under a second. */
export function buildProcesses() {
  once("dist/.footnote", hashOf([...sources("lib"), at("docs/guide.md"), at("package-lock.json")]), () =>
    run(process.execPath, [at("lib/bootstrap/build.mjs"), "--lib"], { what: "The build of the processes" }),
  );
}

/** Builds the pages. */
export function buildPages() {
  const input = [...sources("app"), ...sources("lib"), at("next.config.ts"), at("package-lock.json")];
  once(".next/.footnote", hashOf(input), () => {
    say("building the pages (half a minute)");
    run(process.execPath, [at("lib/bootstrap/build.mjs"), "--pages", "--quiet"], { what: "The build of the pages" });
  });
}

/** Fetches and checks the models that this machine is to run. */
export function fetchModels(env = {}) {
  run(process.execPath, [at("dist/fetch-models.mjs")], { env, what: "Fetching the models" });
}

/** Does the work unless its stamp says that it was done for this very input. */
function once(stamp, input, work) {
  const path = at(stamp);
  if (existsSync(path) && readFileSync(path, "utf8") === input) return;
  work();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, input);
}

function sources(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}
