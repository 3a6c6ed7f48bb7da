/**
 * Builds what `npm start` runs: the processes into `dist/` (esbuild), what pdf.js needs in the browser into
 * `public/pdfjs/`, and the pages into `.next/` (Next).
 * `--lib` leaves the pages out, which takes well under a second; `--pages` builds only them; `--quiet` shows what Next says
 * only when it fails.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { makeGuide } from "./guide.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Each of these starts as a program of its own. */
const programs = [
  ...readdirSync(new URL("../processes", import.meta.url))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `lib/processes/${name}`),
  "lib/parse/child.ts",
  "lib/cli/index.ts",
];

if (!process.argv.includes("--pages")) await buildProcesses();
if (!process.argv.includes("--lib")) buildPages();

async function buildProcesses() {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      programs.map((file) => [
        file
          .replace(/^lib\/(processes\/)?/, "")
          .replace(/\/index\.ts$/, "")
          .replace("/", "-")
          .replace(/\.ts$/, ""),
        file,
      ]),
    ),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    logLevel: "warning",
  });

  // What pdf.js fetches in the browser comes from us: its worker, character maps, fonts, decoders and colour profiles.
  for (const [from, to] of [
    ["legacy/build/pdf.worker.min.mjs", "pdf.worker.min.mjs"],
    ["cmaps", "cmaps"],
    ["standard_fonts", "standard_fonts"],
    ["wasm", "wasm"],
    ["iccs", "iccs"],
  ]) {
    cpSync(`${root}/node_modules/pdfjs-dist/${from}`, `${root}/public/pdfjs/${to}`, { recursive: true });
  }

  await makeGuide(fileURLToPath(new URL("../../dist/guide.pdf", import.meta.url)));
}

function buildPages() {
  const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
  // What Next says is shown whole to who asked for the build, and to everyone when it fails: among its lines are
  // warnings about paths of the data folder, which are known only when Footnote runs.
  const quiet = process.argv.includes("--quiet");
  const result = spawnSync(process.execPath, [next, "build"], {
    cwd: root,
    stdio: quiet ? "pipe" : "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (quiet && result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  process.exitCode = result.status ?? 1;
}
