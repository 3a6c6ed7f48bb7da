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

/** Leaves: everyone may import them. */
const leaves = ["lib/types.ts", "lib/errors.ts", "lib/text.ts", "lib/once.ts"];
/** Where rooms are brought together. */
const lines = [
  "lib/ingest.ts",
  "lib/answer.ts",
  "lib/answer/",
  "lib/search.ts",
  "lib/asking.ts",
  "lib/comparing.ts",
  "lib/health.ts",
  "lib/model-library.ts",
  "lib/model-library/",
  "lib/running-answers.ts",
  "lib/assistant.ts",
  "lib/processes/",
  "lib/cli.ts",
  "lib/cli/",
  "lib/eval/",
];

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
const roomOf = (file: string) => /^lib\/([a-z-]+)\//.exec(file)?.[1] ?? null;
const isLeaf = (file: string) => leaves.includes(file) || file.startsWith("lib/text/");
const isLine = (file: string) => lines.some((line) => (line.endsWith("/") ? file.startsWith(line) : file === line));
const show = (found: Import[]) => found.map(({ from, to }) => `${from} → ${to}`);

describe("imports point one way", () => {
  test("the walk sees the project's imports", () => {
    expect(local.length).toBeGreaterThan(100);
  });

  test("a leaf imports nothing but leaves", () => {
    expect(show(local.filter(({ from, to }) => isLeaf(from) && !isLeaf(to)))).toEqual([]);
  });

  test("a room imports its own folder and leaves; from other rooms only types", () => {
    const wrong = local.filter(({ from, to, typeOnly }) => {
      const room = roomOf(from);
      if (room === null || isLine(from) || isLeaf(from) || typeOnly) return false;
      return roomOf(to) !== room && !isLeaf(to) && to !== "lib/config.ts";
    });
    expect(show(wrong)).toEqual([]);
  });

  test("a room's entrance is its index or its types", () => {
    const wrong = local.filter(({ from, to }) => {
      const room = roomOf(to);
      if (room === null || room === roomOf(from) || isLine(to) || isLeaf(to)) return false;
      return !/^lib\/[a-z-]+\/(index|types)\.ts$/.test(to);
    });
    expect(show(wrong)).toEqual([]);
  });

  test("app reaches lib through assistant.ts; it may also use leaves and types", () => {
    const wrong = local.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith("app/") &&
        to.startsWith("lib/") &&
        !typeOnly &&
        to !== "lib/assistant.ts" &&
        !leaves.includes(to),
    );
    expect(show(wrong)).toEqual([]);
  });

  test("lib never imports app", () => {
    expect(show(local.filter(({ from, to }) => from.startsWith("lib/") && to.startsWith("app/")))).toEqual([]);
  });
});

test("each wrapped package is imported by its own room alone", () => {
  const owners: Record<string, RegExp> = {
    "@lancedb/lancedb": /^lib\/store\//,
    "@huggingface/transformers": /^lib\/embed\//,
    "pdf-parse": /^lib\/parse\//,
    "node-llama-cpp": /^lib\/processes\/model|^lib\/models\//,
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
    file === "lib/config.ts" || file === "lib/cli.ts" || file.startsWith("lib/processes/");
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
