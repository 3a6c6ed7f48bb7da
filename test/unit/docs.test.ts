import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "data/README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const text = (page: string) => readFileSync(page, "utf8");

test("every link between the pages leads somewhere", () => {
  const broken = pages.flatMap((page) =>
    [...text(page).matchAll(/\]\((?!https?:|#)([^)\s#]+)[^)]*\)/g)]
      .map(([, target]) => join(dirname(page), target ?? ""))
      .filter((target) => !existsSync(target))
      .map((target) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test("every npm script that the pages name exists", () => {
  const named = pages.flatMap((page) => [...text(page).matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name ?? ""));
  expect([...new Set(named)].filter((name) => !(name in packageJson.scripts))).toEqual([]);
});

test("every file and folder that the pages name exists", () => {
  const named = pages
    .filter((page) => page !== "CHANGELOG.md") // it tells of earlier versions too
    .flatMap((page) =>
      [...text(page).matchAll(/`((?:lib|app|test|docs|data)\/[\w()[\]/.-]+)`/g)].map(([, path]) => `${page}: ${path}`),
    );
  expect(named.length).toBeGreaterThan(40);
  // What Footnote keeps is there once it has run.
  const missing = named.filter((one) => !existsSync(one.split(": ")[1] ?? "") && !one.includes(": data/"));
  expect([...new Set(missing)]).toEqual([]);
});

test("every decision that code and pages name exists", () => {
  const sources = ["lib", "app", "test"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const numbers = new Set(readdirSync("docs/decisions").map((name) => Number(name.slice(0, 4))));
  const named = [...pages, ...sources].flatMap((page) =>
    [...text(page).matchAll(/(?:decisions\/0*|\bdecision )(\d+)/g)].map(([, number]) => `${page}: ${Number(number)}`),
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((one) => !numbers.has(Number(one.split(": ")[1])))).toEqual([]);
});

test("the operations page lists every setting, and no other", () => {
  const settings = [...text("lib/base/config.ts").matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? "");
  const table = text("docs/operations.md").split("## Settings")[1]?.split("\n## ")[0] ?? "";
  const listed = table
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? ""));
  expect([...new Set(listed)].sort()).toEqual([...new Set(settings.filter((name) => name !== "ORIGINALS_DIR"))].sort());
});

test("every command that the pages name is one of the command line's", () => {
  const commandLine = readdirSync("lib/cli").filter((name) => name.endsWith(".ts"));
  const commands = commandLine.flatMap((name) =>
    [...text(`lib/cli/${name}`).matchAll(/\.command\("([a-z]+)/g)].map(([, command]) => command ?? ""),
  );
  const named = pages.flatMap((page) =>
    [...text(page).matchAll(/npm run footnote -- ([a-z]+)/g)].map(([, name]) => name ?? ""),
  );
  expect([...new Set(named)].filter((name) => !commands.includes(name))).toEqual([]);
});
