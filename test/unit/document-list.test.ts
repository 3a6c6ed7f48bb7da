import { describe, expect, it } from "vitest";
import { pageList, timeLeft, when } from "../../app/_components/data/format.ts";
import type { DocumentRecord } from "../../app/_components/data/records.ts";
import { sortDocuments } from "../../app/_components/documents/sort-documents.ts";

const record = (name: string, more: Partial<DocumentRecord> = {}): DocumentRecord => ({
  id: name,
  collectionId: "c",
  name,
  title: null,
  mediaType: "application/pdf",
  size: 1,
  status: "ready",
  textReady: true,
  progress: { pagesDone: 0, pagesTotal: 0, chunksDone: 0, chunksTotal: 0 },
  coverage: { pages: 1, textPages: 1, ocrPages: 0, unreadablePages: [] },
  chunks: 1,
  warnings: [],
  etaSeconds: null,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: "Owner",
  ...more,
});
const names = (records: DocumentRecord[]) => records.map(({ name }) => name);

describe("the list of documents", () => {
  const documents = [
    record("report 10.pdf", { size: 5 }),
    record("Report 9.pdf", { size: 5, status: "embedding" }),
    record("scan.pdf", { size: 9, coverage: { pages: 2, textPages: 1, ocrPages: 0, unreadablePages: [2] } }),
  ];

  it("sorts by a column either way, numbers in names by value, equal ones by name", () => {
    const sorted = (by: "name" | "size", down: boolean) =>
      names(sortDocuments(documents, { filter: "", status: "all", order: { by, down } }));
    expect(sorted("name", false)).toEqual(["Report 9.pdf", "report 10.pdf", "scan.pdf"]);
    expect(sorted("size", true)).toEqual(["scan.pdf", "Report 9.pdf", "report 10.pdf"]);
  });

  it("filters by part of the name and by where a document stands", () => {
    const order = { by: "name", down: false } as const;
    expect(names(sortDocuments(documents, { filter: " REPORT", status: "working", order }))).toEqual(["Report 9.pdf"]);
    expect(names(sortDocuments(documents, { filter: "", status: "warned", order }))).toEqual(["scan.pdf"]);
  });

  it("names pages in runs", () => {
    expect(pageList([3])).toBe("page 3");
    expect(pageList([9, 3, 7, 8])).toBe("pages 3 and 7 to 9");
    expect(pageList([1, 3, 5])).toBe("pages 1, 3 and 5");
  });

  it("tells days and the time left in words", () => {
    const now = new Date(2026, 10, 23, 12);
    expect(when(new Date(2026, 10, 23, 9).toISOString(), now)).toMatch(/^today 9/);
    expect(when(new Date(2026, 10, 22, 23).toISOString(), now)).toMatch(/^yesterday 11|^yesterday 23/);
    expect(when("not a date", now)).toBe("");
    expect([3, 37, 200].map(timeLeft)).toEqual(["a few seconds left", "about 40 s left", "about 4 min left"]);
  });
});
