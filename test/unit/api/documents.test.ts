import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEvents } from "../../../app/_components/data/event-stream.ts";
import type { DocumentRecord } from "../../../lib/catalog/index.ts";
import { createDocumentsService } from "../../../lib/services/documents.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";
import { makePdf } from "../../fixtures/make-pdf.ts";

let footnote: OpenApi;
beforeEach(async () => {
  footnote = await openApi();
});
afterEach(() => footnote.close());

const uploads = () => `/collections/${footnote.collectionId}/documents`;
const upload = (body: BodyInit, headers: Record<string, string> = {}) =>
  footnote.call(uploads(), { method: "POST", body, headers });
const list = async () => ((await (await footnote.call(uploads())).json()) as { documents: DocumentRecord[] }).documents;
const errorOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { error: { code: string; message: string; hint: string } }).error,
});
const added = async (text: string) =>
  ((await (await upload(text, { "x-filename": "note.txt" })).json()) as { id: string }).id;

describe("an upload says what it is", () => {
  test("a text without a name is a text", async () => {
    const nameless: Record<string, string>[] = [{}, { "x-filename": "" }];
    for (const headers of nameless) expect((await upload(`Words. ${Object.keys(headers)}`, headers)).status).toBe(202);
    expect((await list()).map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ["document.txt", "text/plain"],
      ["document.txt", "text/plain"],
    ]);
  });

  test("a PDF without a name is a PDF, and bytes that are neither are refused", async () => {
    expect((await upload(new Uint8Array(await makePdf(["Words."])))).status).toBe(202);
    expect((await list()).map(({ name }) => name)).toEqual(["document.pdf"]);
    expect(await errorOf(await upload(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])))).toMatchObject({
      code: "not_supported",
    });
  });

  test("two files in one form are refused, and neither is kept", async () => {
    const form = new FormData();
    form.append("file", new Blob(["First."]), "first.txt");
    form.append("file", new Blob(["Second."]), "second.txt");
    expect(await errorOf(await upload(form))).toMatchObject({
      status: 400,
      code: "bad_request",
      message: expect.stringMatching(/more than one file.*Nothing was kept/),
    });
    expect(await list()).toEqual([]);
  });

  test.each(["before", "after"])(
    "a field that is not known %s the file is named, and nothing is kept",
    async (place) => {
      const form = new FormData();
      if (place === "before") form.append("collection", "x");
      form.append("file", new Blob(["Words."]), "note.txt");
      if (place === "after") form.append("collection", "x");
      expect(await errorOf(await upload(form))).toMatchObject({
        status: 400,
        message: expect.stringContaining("collection"),
      });
      expect(await list()).toEqual([]);
    },
  );
});

describe("a question that has nothing to read yet", () => {
  const ask = async (body: object) => footnote.send("POST", "/answers", { question: "Who?", ...body });

  test("says that there is nothing, that it is being read, or that it could not be read", async () => {
    expect(await errorOf(await ask({}))).toMatchObject({ status: 409, hint: expect.stringContaining("Add a PDF") });
    const id = await added("Words.");
    const reading = await ask({});
    expect(reading.headers.get("retry-after")).toBe("5");
    expect(await errorOf(reading)).toMatchObject({
      status: 409,
      code: "no_documents",
      message: expect.stringMatching(/^1 document is still being read/),
    });
    await footnote.catalog.documents.update(id, { status: "failed" });
    expect(await errorOf(await ask({ documentIds: [id] }))).toMatchObject({
      status: 409,
      message: expect.stringContaining("could not be read"),
    });
  });

  test("a document of somebody else is told as one that does not exist", async () => {
    await footnote.catalog.db
      .insert(footnote.catalog.tables.user)
      .values({ id: "bob", name: "Bob", email: "bob@example.org" });
    const theirs = await footnote.catalog.collections.create("Theirs", "bob");
    const { record } = await footnote.catalog.documents.add({
      collectionId: theirs.id,
      sha256: "0".repeat(64),
      name: "theirs.txt",
      mediaType: "text/plain",
      size: 1,
      createdBy: "Bob",
    });
    const [hidden, absent] = [
      await errorOf(await ask({ documentIds: [record.id] })),
      await errorOf(await ask({ documentIds: ["nope"] })),
    ];
    expect(hidden).toEqual({ ...absent, message: absent.message.replace("nope", record.id) });
    expect(hidden).toMatchObject({ status: 404, message: expect.stringContaining("documentIds") });
  });
});

describe("following documents", () => {
  test("a change between the subscription and the reading of the state is not lost", async () => {
    const id = await added("Words.");
    const { documents, documentLists, jobs, watch } = footnote.catalog;
    let reads = 0;
    const service = createDocumentsService({
      rights: { require: async () => {}, readable: async () => [footnote.collectionId] },
      documentLists,
      jobs,
      watch,
      originals: { read: () => Promise.reject(new Error("not read here")) },
      upload: () => Promise.reject(new Error("not uploaded here")),
      documents: {
        ...documents,
        // The change comes right after the state was read, before anything is handed out.
        get: async (asked) => {
          const record = await documents.get(asked);
          if (reads++ === 0) await documents.update(id, { status: "ready" });
          return record;
        },
      },
    });
    const states = await service.follow(footnote.person, id, AbortSignal.timeout(10_000));
    const seen: string[] = [];
    for await (const { record } of states) seen.push("status" in record ? record.status : "gone");
    expect(seen).toEqual(["queued", "ready"]);
  });

  test("/events holds what changes as soon as its response is there", async () => {
    const id = await added("Words.");
    const response = await footnote.call("/events");
    await footnote.catalog.documents.update(id, { status: "parsing" });
    if (!response.body) throw new Error("the stream has no body");
    for await (const event of readEvents(response.body)) {
      expect(event).toMatchObject({ id, status: "parsing" });
      break;
    }
  });

  test("/documents/{id}/events ends when the document is deleted, and is 404 for one that is not there", async () => {
    const id = await added("Words.");
    const response = await footnote.call(`/documents/${id}/events`);
    expect((await footnote.call(`/documents/${id}`, { method: "DELETE" })).status).toBe(204);
    const seen: unknown[] = [];
    if (response.body) for await (const event of readEvents(response.body)) seen.push(event);
    expect(seen.at(-1)).toEqual({ id });
    expect((await footnote.call(`/documents/${id}/events`)).status).toBe(404);
  });
});
