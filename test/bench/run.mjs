/**
 * Runs a benchmark that is written in TypeScript: `node test/bench/run.mjs retrieval/golden [options]`. The bundle goes to
 * `dist/`, from where the packages are found.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [name = "", ...options] = process.argv.slice(2);
const outfile = `${root}dist/bench/${name}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: [`test/bench/${name}.ts`],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
});
process.argv = [process.argv[0] ?? "node", outfile, ...options];
await import(pathToFileURL(outfile).href);
