import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeName } from "../../app/_api/upload.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";
import { cleanName, createOriginals, type Originals, upload } from "../../lib/documents/index.ts";

let folder: string;
let catalog: Catalog;
let originals: Originals;
let collectionId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-documents-"));
  originals = createOriginals({ dir: join(folder, "originals"), maxBytes: 1000 });
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const send = (body: AsyncIterable<Uint8Array>, options: { name?: string; length?: number | null } = {}) =>
  upload(
    { originals, documents: catalog.documents },
    { collectionId, name: options.name ?? "a.pdf", body, length: options.length ?? null, by: "Ann" },
  );
const leftovers = () => readdir(join(folder, "originals", "incoming"));

test("keeps the bytes as they came, under their SHA-256, and queues the document", async () => {
  const { record, duplicate } = await send(pieces("%PDF-1.7", " rest"));
  expect(duplicate).toBe(false);
  expect(record).toMatchObject({ status: "queued", size: 13, mediaType: "application/pdf" });
  const sha256 = await catalog.documents.sha256(record.id);
  expect(await readFile(originals.pathOf(sha256 ?? ""), "utf8")).toBe("%PDF-1.7 rest");
  expect(await leftovers()).toEqual([]);
});

test("twenty uploads of one file at once are one document, and no bytes are left over", async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => send(pieces("%PDF-1.7 same"))));
  expect(new Set(results.map(({ record }) => record.id)).size).toBe(1);
  expect(results.filter(({ duplicate }) => duplicate)).toHaveLength(19);
  expect(await leftovers()).toEqual([]);
});

test("bytes purged by a delete at the moment of a new upload are there in the end", async () => {
  const first = await send(pieces("%PDF-1.7 same"));
  await catalog.documents.remove(first.record.id);
  const received = await originals.receive(pieces("%PDF-1.7 same"), "a.pdf", null);
  await received.keep();
  for (const { id } of await catalog.documents.toPurge()) await catalog.documents.purge(id, originals.remove);
  await catalog.documents.add({ collectionId, name: "a.pdf", createdBy: "Ann", ...received });
  await received.settle();
  expect(await originals.has(received.sha256)).toBe(true);
});

describe("bad uploads are refused with a clear reason and leave nothing", () => {
  const refusals: [string, () => Promise<unknown>, string, RegExp][] = [
    ["empty", () => send(pieces()), "empty_file", /is empty/],
    ["not a PDF", () => send(pieces("<html>")), "not_supported", /named like a PDF but is not one/],
    ["unknown kind", () => send(pieces("MZ\0"), { name: "a.exe" }), "not_supported", /cannot read “a.exe”/],
    [
      "not a DOCX",
      () => send(pieces("PK"), { name: "a.docx" }),
      "not_supported",
      /named like a file of Word but is not/,
    ],
    ["a picture", () => send(pieces("GIF89a"), { name: "a.txt" }), "not_supported", /is a picture/],
    ["shorter than announced", () => send(pieces("%PDF-1.7"), { length: 500 }), "incomplete_upload", /8 of 500 bytes/],
    ["announced too large", () => send(pieces("%PDF-1.7"), { length: 1001 }), "too_large", /larger than/],
    ["too large, unannounced", () => send(pieces("%PDF-1.7", "x".repeat(2000))), "too_large", /larger than/],
  ];
  test.each(refusals)("%s", async (_name, attempt, code, message) => {
    await expect(attempt()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await leftovers().catch(() => [])).toEqual([]);
    expect(await catalog.documents.list(collectionId)).toEqual([]);
  });
});

test("a body that is too large is not read to its end", async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 100;
      yield Buffer.from("%PDF".padEnd(100, "x"));
    }
  }
  await expect(send(endless())).rejects.toMatchObject({ code: "too_large" });
  expect(sent).toBeLessThanOrEqual(1200);
});

const small = mountSmallDisk();
test.skipIf(small === null)(
  "a full disk is said to be full, and what was there stays (skipped where no small disk can be mounted)",
  async () => {
    if (small === null) return;
    try {
      const full = createOriginals({ dir: join(small, "originals"), maxBytes: 1e9 });
      async function* large() {
        for (let i = 0; i < 40; i++) yield Buffer.alloc(64 * 1024, "%PDF");
      }
      await expect(full.receive(large(), "a.pdf", null)).rejects.toMatchObject({ code: "disk_full" });
      await expect(full.receive(large(), "a.pdf", 900_000_000)).rejects.toMatchObject({ code: "disk_full" });
      expect(await readdir(join(small, "originals", "incoming"))).toEqual([]);
    } finally {
      execFileSync("umount", [small]);
      rmSync(small, { recursive: true });
    }
  },
);

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\temp\\report.pdf", "report.pdf"],
  ["re\u202Efdp.exe", "refdp.exe"],
  ["a\u0000b\n.pdf", "ab.pdf"],
  ["Bericht März 2022 – Prüfung 报告.pdf", "Bericht März 2022 – Prüfung 报告.pdf"],
  ["..", "document"],
  ["", "document"],
])("the name %j is shown as %j", (raw, clean) => {
  expect(cleanName(raw)).toBe(clean);
});

test("a very long name keeps its ending", () => {
  const clean = cleanName(`${"x".repeat(500)}.pdf`);
  expect(clean.length).toBeLessThanOrEqual(200);
  expect(clean.endsWith("….pdf")).toBe(true);
});

test("a percent-encoded name is decoded, and a broken one taken as it is", () => {
  expect(decodeName("M%C3%A4rz.pdf")).toBe("März.pdf");
  expect(decodeName("100%.pdf")).toBe("100%.pdf");
});

/** A 1 MB file system of its own, where this process may mount one; null elsewhere. */
function mountSmallDisk(): string | null {
  const path = mkdtempSync(join(tmpdir(), "footnote-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" });
    return path;
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
}
