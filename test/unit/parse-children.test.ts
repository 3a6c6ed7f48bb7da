import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createPdfParser, type PdfParser } from "../../lib/parse/index.ts";

/**
 * Which child process reads what. The child here says as the text of its page which process it is; its file's name tells it
 * what to do.
 */
const CHILD = `
let seen = 0;
process.send({ type: "ready" });
process.on("disconnect", () => process.exit(0));
process.on("message", ({ path }) => {
  seen++;
  if (path === "hang") return;
  if (path === "crash" || (path === "crash when used" && seen > 1)) process.exit(9);
  if (path === "grow") globalThis.kept = Buffer.alloc(200_000_000, 1);
  if (path === "grow") return;
  if (path === "refuse") {
    process.send({ type: "failed", code: "damaged_file", message: "This file holds no plain text.", hint: "Look." });
    return;
  }
  process.send({ type: "opened", pagesTotal: 1, title: null, outline: [], warnings: [] });
  process.send({ type: "start", page: 1 });
  process.send({ type: "page", page: 1, text: "process " + process.pid });
  process.send({ type: "done" });
});`;

let folder: string;
let childPath: string;
let parser: PdfParser;
const limits = { timeoutMs: 60_000, memoryBytes: 150_000_000 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-children-"));
  childPath = join(folder, "child.mjs");
  await writeFile(childPath, CHILD);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => parser.dispose());

const open = (more: Partial<typeof limits> = {}) => {
  parser = createPdfParser({ childPath, limits: { ...limits, ...more } });
  return parser;
};
const readerOf = async (path: string, mediaType = "text/plain") =>
  (await parser.parse(path, mediaType)).pages[0]?.text ?? "";
const codeOf = (path: string, mediaType = "text/plain") =>
  parser.parse(path, mediaType).then(
    () => "read",
    (error: { code?: string }) => error.code,
  );

test("text files, one after another, are read by one process: none pays the start of another", async () => {
  open();
  const readers = new Set<string>();
  for (let n = 0; n < 30; n++) readers.add(await readerOf(`note ${n}`, n % 2 ? "text/markdown" : "text/plain"));
  expect(readers.size).toBe(1);
});

test("each PDF has a process of its own, and no text is read by one that has read a PDF", async () => {
  open();
  const text = await readerOf("note");
  const pdfs = [await readerOf("a", "application/pdf"), await readerOf("b", "application/pdf")];
  expect(new Set([text, ...pdfs]).size).toBe(3);
  expect(await readerOf("another note")).toBe(text);
});

test("a text that cannot be read costs the others nothing, and the next one gets a fresh process", async () => {
  open();
  const before = await readerOf("note");
  expect(await codeOf("refuse")).toBe("damaged_file");
  const after = await readerOf("note");
  expect(after).toMatch(/^process \d+$/);
  expect(after).not.toBe(before);
});

test("limits hold for each text by itself: time", async () => {
  open({ timeoutMs: 300 });
  await readerOf("note");
  expect(await codeOf("hang")).toBe("parse_timeout");
  expect(await readerOf("note")).toMatch(/^process/);
});

test("limits hold for each text by itself: memory, judged by a process that has read nothing else", async () => {
  open();
  await readerOf("note");
  expect(await codeOf("grow")).toBe("parse_memory");
  expect(await readerOf("note")).toMatch(/^process/);
});

test("a process that ends after others' files is no fault of this one: it is read by a fresh one", async () => {
  open();
  const before = await readerOf("note");
  const after = await readerOf("crash when used");
  expect(after).toMatch(/^process/);
  expect(after).not.toBe(before);
  expect(await codeOf("crash")).toBe("parse_crashed");
});

test("two texts at once are read by two processes, and one of them is kept", async () => {
  open();
  const [a, b] = await Promise.all([readerOf("a"), readerOf("b")]);
  expect(a).not.toBe(b);
  expect([a, b]).toContain(await readerOf("c"));
});

test("disposed of, it leaves no process", async () => {
  open();
  await parser.warm();
  const pid = Number((await readerOf("note")).split(" ")[1]);
  await parser.warm();
  await parser.dispose();
  await expect
    .poll(() => {
      try {
        process.kill(pid, 0);
        return "alive";
      } catch {
        return "gone";
      }
    })
    .toBe("gone");
});
