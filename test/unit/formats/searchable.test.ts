import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { placeQuotes } from "../../../lib/answer/place-quotes.ts";
import { type Catalog, createCatalog } from "../../../lib/catalog/index.ts";
import { user } from "../../../lib/catalog/schema.ts";
import { createChunker } from "../../../lib/chunk/index.ts";
import { createOriginals, upload } from "../../../lib/documents/index.ts";
import { createHashEmbedder } from "../../../lib/embed/index.ts";
import { type IngestRooms, ingest } from "../../../lib/ingest/index.ts";
import { createPdfParser, type PdfParser } from "../../../lib/parse/index.ts";
import { rankEvidence } from "../../../lib/retrieve/index.ts";
import { type ChunkStore, createMemoryStore } from "../../../lib/store/index.ts";
import { bundle } from "../../fixtures/bundle.ts";
import { docxOf, emlOf, epubOf, msgOf, odfOf, sheetRow, wordText, xlsxOf, zipOf } from "../../fixtures/formats.ts";

/** From bytes that someone uploads to words that are quoted, through the child process that reads them. */

const fact = "The turbine of hall seven turns at 3,000 rounds.";
const words = "turbine hall seven rounds";
const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
const files: [name: string, bytes: Buffer, label: string][] = [
  ["a.docx", docxOf(wordText("Plant") + wordText(fact)), "1"],
  ["a.xlsx", xlsxOf({ Plant: sheetRow(1, ["Hall", "Note"]) + sheetRow(2, ["7", fact]) }), "Plant"],
  ["a.odt", odfOf("text", `<text:p>${fact}</text:p>`), "1"],
  [
    "a.ods",
    odfOf(
      "spreadsheet",
      `<table:table table:name="Halls"><table:table-row>${cell(fact)}</table:table-row></table:table>`,
    ),
    "Halls",
  ],
  [
    "a.odp",
    odfOf(
      "presentation",
      `<draw:page><draw:frame><draw:text-box><text:p>${fact}</text:p></draw:text-box></draw:frame></draw:page>`,
    ),
    "Slide 1",
  ],
  ["a.rtf", Buffer.from(`{\\rtf1 ${fact}\\par}`), "1"],
  ["a.epub", epubOf("Plant", [`<h1>Halls</h1><p>${fact}</p>`]), "Halls"],
  ["a.html", Buffer.from(`<!doctype html><nav>Home</nav><p>${fact}</p>`), "1"],
  ["a.eml", emlOf("Plant", "See below.", [["text/plain", "note.txt", Buffer.from(fact)]]), "note.txt"],
  ["a.msg", msgOf("Plant", fact, { name: "x.txt", bytes: Buffer.from("x") }), "1"],
  ["a.csv", Buffer.from(`Hall,Note\n7,"${fact}"\n`), "1"],
  ["a.md", Buffer.from(`# Plant\n\n${fact}\n`), "1"],
  ["a.txt", Buffer.from(fact, "utf16le"), "1"],
  ["a.zip", zipOf({ "plant/hall.txt": fact }), "plant/hall.txt"],
];

let folder: string;
let catalog: Catalog;
let store: ChunkStore;
let parser: PdfParser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-searchable-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  store = createMemoryStore();
  const limits = { timeoutMs: 60_000, memoryBytes: 700 * 1_048_576 };
  parser = createPdfParser({ childPath: await bundle("lib/parse/child.ts"), limits });
});
afterAll(async () => {
  await parser.dispose();
  catalog.close();
  await rm(folder, { recursive: true });
});

it.each(files)("%s is found, and what is quoted of it is exactly its page's slice", async (name, bytes, label) => {
  const { id: collectionId } = await catalog.collections.create(name, "ann");
  const originals = createOriginals({ dir: join(folder, "originals"), maxBytes: 1_000_000 });
  const body = (async function* () {
    yield bytes;
  })();
  const request = { collectionId, name, body, length: bytes.length, by: "Ann" };
  const { record } = await upload({ originals, documents: catalog.documents }, request);
  const [job] = await catalog.jobs.take("worker", 60_000);
  if (job === undefined) throw new Error("no job");
  const embedder = createHashEmbedder();
  const rooms: IngestRooms = {
    originals,
    parser,
    store,
    embedder,
    documents: { ...catalog.leases, stillOurs: async (jobs) => new Set(jobs.map(({ documentId }) => documentId)) },
    chunker: createChunker({ tokenizer: embedder.tokenizer }),
  };
  const task = { job, signal: new AbortController().signal, onProgress: () => undefined };
  const [outcome] = await ingest([task], rooms, { wordsFirst: true });
  expect(outcome).toHaveProperty("done");
  const found = await store.searchWords(words, { collectionIds: [collectionId] }, 5);
  expect(found.map((hit) => hit.documentId)).toContain(record.id);

  const page = async (id: string, number: number) => {
    const kept = await catalog.documents.page(id, number);
    if (kept === null) throw new Error("no such page");
    return kept;
  };
  const hits = found.map((hit) => ({ ...hit, scores: { vector: null, text: hit.score } }));
  const { evidence } = await rankEvidence(
    { question: "How fast does the turbine of hall seven turn?", hits, vector: null },
    {
      embedder: () => null,
      documentName: () => name,
      pageText: async (id, number) => (await page(id, number)).text,
    },
  );
  await placeQuotes(page, evidence);
  const best = evidence[0];
  expect(best).toMatchObject({ pageLabel: label, text: expect.stringContaining("3,000 rounds") });
  const { text } = await page(record.id, best?.page ?? 0);
  expect(text.slice(best?.start, best?.end)).toBe(best?.text);
});
