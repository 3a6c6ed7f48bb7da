import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const files = ["lib", "app"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx)$/.test(name))
    .map((name) => join(folder, name)),
);

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

/** The floors, top to bottom: a file imports its own floor and those below it, types included. There is no exception. */
const floors = [
  "app/",
  "lib/cli/",
  "lib/processes/",
  "lib/composition/",
  "lib/services/",
  "lib/eval/",
  "lib/answer/",
  "lib/ingest/",
  "lib/backup/",
  "lib/access/",
  "lib/documents/",
  "lib/parse/",
  "lib/chunk/",
  "lib/retrieve/",
  "lib/cite/",
  "lib/prompt/",
  "lib/generate/",
  "lib/store/",
  "lib/embed/",
  "lib/energy/",
  "lib/catalog/",
  "lib/inference/",
  "lib/models/",
  "lib/base/",
] as const;

/** What the browser's own floor may take of `lib`: nouns as types, and nothing that runs on a server. */
const inBrowser = "app/_components/";

const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(root, from), "utf8");
  const found = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|import\("([^"]+)"\)|^import\s+"([^"]+)";/gms,
  );
  return [...found].map(([whole, type, a, b, c]) => {
    const target = a ?? b ?? c ?? "";
    const names = /\{([^}]*)\}/s.exec(whole)?.[1];
    const allTypes = names?.split(",").every((name) => name.trim() === "" || /^\s*type\s/.test(name));
    return {
      from,
      to: target.startsWith(".") ? normalize(join(dirname(from), target)) : target,
      typeOnly: Boolean(type) || allTypes === true,
    };
  });
});
const local = imports.filter(({ to }) => to.startsWith("lib/") || to.startsWith("app/"));
const floorOf = (file: string) => floors.findIndex((floor) => file.startsWith(floor));
const show = (found: Import[]) => found.map(({ from, to }) => `${from} → ${to}`);

describe("imports point one way", () => {
  test("the walk sees the project's imports, and every file stands on a floor", () => {
    expect(local.length).toBeGreaterThan(400);
    expect(files.filter((file) => floorOf(file) < 0 && !file.startsWith("lib/bootstrap/"))).toEqual([]);
  });

  test("a file imports its own floor and those below, types included", () => {
    expect(show(local.filter(({ from, to }) => floorOf(to) < floorOf(from)))).toEqual([]);
  });

  test("no files import each other in a circle, types included", () => {
    expect(circles(local)).toEqual([]);
  });

  test("a floor of the list is imported by something above it, or is a top", () => {
    const used = new Set(local.filter(({ from, to }) => floorOf(from) !== floorOf(to)).map(({ to }) => floorOf(to)));
    expect(floors.filter((_, index) => !used.has(index))).toEqual(["app/", "lib/cli/", "lib/processes/"]);
  });

  test("what runs in the browser takes only types of lib", () => {
    const wrong = local.filter(
      ({ from, to, typeOnly }) => from.startsWith(inBrowser) && to.startsWith("lib/") && !typeOnly,
    );
    expect(show(wrong)).toEqual([]);
  });

  test("routes and pages reach data through services alone", () => {
    const wrong = local.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith("app/") && !typeOnly && /^lib\//.test(to) && !/^lib\/(composition|base|services)\//.test(to),
    );
    expect(show(wrong)).toEqual([]);
  });
});

/** A room's inner folders (`lib/models/sources/…`) are its own business; their index is the door of those that are a part of its own. */
describe("rooms are entered by their doors", () => {
  const roomOf = (file: string) => /^lib\/[^/]+\//.exec(file)?.[0] ?? "app/";
  /** What puts adapters together, or starts something by itself, reaches where the others do not. */
  const mains = /^lib\/(composition|processes|cli)\//;

  test("a file in a room's inner folder is imported by that room, by compositions and by mains", () => {
    const wrong = local.filter(
      ({ from, to }) =>
        roomOf(from) !== roomOf(to) &&
        !mains.test(from) &&
        !/^lib\/(base|composition)\//.test(to) &&
        /^lib\/[^/]+\/.+\//.test(to) &&
        !/\/(index|types)\.ts$/.test(to),
    );
    expect(show(wrong)).toEqual([]);
  });

  test("only lib/answer, lib/retrieve and lib/services have more doors than index.ts and types.ts", () => {
    const wrong = local.filter(
      ({ from, to }) =>
        roomOf(from) !== roomOf(to) &&
        !mains.test(from) &&
        /^lib\/[^/]+\/[^/]+$/.test(to) &&
        !/^lib\/(base|composition|answer|retrieve|services)\//.test(to) &&
        !/\/(index|types)\.ts$/.test(to),
    );
    expect(show(wrong)).toEqual([]);
  });
});

/** Lines of a file, and files of a folder. */
const LONGEST = 300;
const MOST_FILES = 14;

describe("the size of things", () => {
  const lines = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8").split("\n").length - 1]));
  const sorted = [...lines.values()].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;

  test("no file is longer than 300 lines, most are short", () => {
    expect([...lines].filter(([, length]) => length > LONGEST)).toEqual([]);
    expect(at(0.5)).toBeLessThanOrEqual(70);
    expect(at(0.9)).toBeLessThan(200);
  });

  test("lib has few entries, and no folder many files", () => {
    expect(readdirSync(join(root, "lib")).length).toBeLessThanOrEqual(24);
    const folders = new Map<string, number>();
    for (const file of files) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    expect([...folders].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });
});

/** Groups of files that reach each other (Tarjan's strongly connected components of two files and more). */
function circles(edges: Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const target of next.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group);
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return found;
}

test("each wrapped package is imported by its own room alone", () => {
  const owners: Record<string, RegExp> = {
    "@lancedb/lancedb": /^lib\/store\//,
    "@huggingface/transformers": /^lib\/embed\//,
    "pdf-parse": /^lib\/parse\//,
    "node-llama-cpp": /^lib\/inference\/|^lib\/models\//,
    "better-auth": /^lib\/access\//,
    "drizzle-orm": /^lib\/catalog\//,
    openai: /^lib\/generate\//,
    next: /^app\/|^lib\/processes\/web\.ts$/,
    react: /^app\//,
  };
  const wrong = imports.filter(({ from, to }) => {
    const owner = Object.entries(owners).find(([name]) => to === name || to.startsWith(`${name}/`));
    return owner !== undefined && !owner[1].test(from);
  });
  expect(show(wrong)).toEqual([]);
});

test("only config.ts, processes and the command line read the environment", () => {
  const readers = files.filter((file) => readFileSync(join(root, file), "utf8").includes("process.env"));
  const allowed = (file: string) =>
    file === "lib/base/config.ts" || file.startsWith("lib/cli/") || file.startsWith("lib/processes/");
  expect(readers.filter((file) => !allowed(file))).toEqual([]);
});

test("text is never turned into HTML", () => {
  const users = files.filter((file) =>
    /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(users).toEqual([]);
});

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;

test("one copy of transformers.js and of pdf.js is installed", () => {
  for (const name of ["@huggingface/transformers", "pdfjs-dist"]) {
    const copies = Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`));
    expect(copies).toEqual([`node_modules/${name}`]);
  }
});

test("the lock file names the packages of every platform, without which `npm ci` refuses", () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});
