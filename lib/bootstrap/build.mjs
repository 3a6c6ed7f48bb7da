/**
 * Builds what `npm start` runs: the processes into `dist/` (esbuild) and the pages into `.next/` (Next).
 * `--lib` builds only the first, which takes well under a second.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Each of these starts as a program of its own. */
const programs = [
  ...readdirSync(new URL("../processes", import.meta.url))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `lib/processes/${name}`),
  "lib/parse/child.ts",
  "lib/cli.ts",
];

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(programs.map((file) => [file.replace(/^lib\/(processes\/)?/, "").replace("/", "-").replace(/\.ts$/, ""), file])),
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

if (!process.argv.includes("--lib")) {
  const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
  const result = spawnSync(process.execPath, [next, "build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  process.exitCode = result.status ?? 1;
}
