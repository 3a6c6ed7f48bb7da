/**
 * Many small text files, from queued to ready on the real worker process, in this checkout and in another in the same run:
 *
 *   node test/bench/small-files.mjs --base DIR [--files 1000] [--bytes 1500] [--json FILE]
 *
 * `--base` is a checkout of 28c5851 with its node_modules and data/models; its files are not changed, the bundle of this
 * script is written below its node_modules/.cache as its own tests do. Each file is its own text. The workers start with all
 * files queued; the time is that from its start until the last document is ready, the processor time that of the worker and
 * of the children that it has waited for. Leave the machine idle meanwhile: the worker runs at the lowest priority.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({
  options: {
    base: { type: "string" },
    files: { type: "string", default: "1000" },
    bytes: { type: "string", default: "1500" },
    json: { type: "string" },
  },
});

/** Runs in either checkout, with that checkout's own code. */
const program = `
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkplace } from "./test/fixtures/workplace.ts";

const [files, bytes] = process.argv.slice(2).map(Number);
const words = ("harbour ledger reactor weather invoice warranty meeting budget decision supplier contract delivery " +
  "engine river station market letter garden window number answer reason season people morning").split(" ");
let state = 7;
const word = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return words[(state >>> 8) % words.length];
};
const text = (number) => {
  let made = "Note " + number + " about the " + word() + ".\\n\\n";
  while (made.length < bytes) {
    const sentence = Array.from({ length: 12 }, word).join(" ");
    made += sentence[0].toUpperCase() + sentence.slice(1) + (made.length % 7 === 0 ? ".\\n\\n" : ". ");
  }
  return made.slice(0, bytes);
};
const folder = mkdtempSync(join(tmpdir(), "footnote-notes-"));
const place = await openWorkplace();
try {
  for (let number = 0; number < files; number++) {
    const path = join(folder, "note-" + number + ".txt");
    writeFileSync(path, text(number));
    await place.add(path);
  }
  const began = performance.now();
  const worker = place.startWorker();
  for (;;) {
    const { documents } = await place.catalog.collections.totals();
    if (documents === files) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const seconds = (performance.now() - began) / 1000;
  const stat = readFileSync("/proc/" + worker.child.pid + "/stat", "latin1").split(") ")[1].split(" ");
  const cpuSeconds = [11, 12, 13, 14].reduce((sum, at) => sum + Number(stat[at]), 0) / 100;
  const chunks = await (await place.openStore()).store.count();
  console.log(JSON.stringify({ files, chunks, seconds, cpuSeconds }));
} finally {
  await place.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
`;

async function measure(root) {
  const folder = join(root, "node_modules", ".cache", `small-files-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const outfile = join(folder, "program.mjs");
    await build({
      stdin: { contents: program, resolveDir: root, loader: "ts", sourcefile: "small-files.ts" },
      // Its fixtures find the checkout by their own address.
      plugins: [keepAddress(root)],
      outfile,
      bundle: true,
      packages: "external",
      platform: "node",
      target: "node20",
      format: "esm",
      logLevel: "warning",
    });
    const { stdout, status, stderr } = spawnSync(process.execPath, [outfile, values.files, values.bytes], {
      cwd: root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout.trim().split("\n").at(-1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `import.meta.url` of a bundled file is the bundle's; what stands two folders below the root means its own. */
function keepAddress(root) {
  return {
    name: "keep-address",
    setup(builder) {
      builder.onLoad({ filter: /test\/fixtures\/(?:bundle|models)\.ts$/ }, async ({ path }) => {
        const { readFile } = await import("node:fs/promises");
        const text = await readFile(path, "utf8");
        const dir = join(root, "test", "fixtures");
        return {
          contents: text
            .replaceAll("import.meta.url", JSON.stringify(`file://${dir}/x.ts`))
            .replaceAll("import.meta.dirname", JSON.stringify(dir)),
          loader: "ts",
        };
      });
    },
  };
}

const here = fileURLToPath(new URL("../..", import.meta.url));
const now = await measure(here);
console.log("here", now);
const figures = { now };
if (values.base !== undefined) {
  figures.base = await measure(resolve(values.base));
  console.log("base", figures.base);
  figures.ratio = now.seconds / figures.base.seconds;
  figures.cpuRatio = now.cpuSeconds / figures.base.cpuSeconds;
  console.log(`ratio ${figures.ratio.toFixed(3)}, of processor time ${figures.cpuRatio.toFixed(3)}`);
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, null, 2));
