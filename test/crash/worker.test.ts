import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEmbeddingModel } from "../fixtures/models.ts";
import { writePdf } from "../fixtures/pdf.ts";
import { openWorkplace, type Workplace } from "../fixtures/workplace.ts";

const sentence = (page: number, index: number) =>
  `On page ${page} the paragraph number ${index} tells of reactors, ledgers and the weather of the harbour in plain words.`;
const wait = { timeout: 60_000, interval: 50 };

describe.skipIf(!hasEmbeddingModel)(
  "the worker (skipped where the embedding model is absent)",
  { timeout: 120_000 },
  () => {
    let files: string;
    let small: string;
    let large: string;
    let place: Workplace;

    beforeAll(async () => {
      files = await mkdtemp(join(tmpdir(), "footnote-files-"));
      small = join(files, "terms.pdf");
      await writePdf(small, { pages: ["The warranty lasts twelve months.", "Returns are free within thirty days."] });
      large = join(files, "large.pdf");
      const page = (number: number) => Array.from({ length: 16 }, (_, index) => sentence(number, index)).join(" ");
      await writePdf(large, { pages: Array.from({ length: 40 }, (_, index) => page(index + 1)) });
    });
    afterAll(() => rm(files, { recursive: true, force: true }));
    beforeEach(async () => {
      place = await openWorkplace();
    });
    afterEach(() => place.close());

    const status = async (id: string) => (await place.catalog.documents.get(id))?.status;
    const scope = () => ({ collectionIds: [place.collectionId] });

    it("takes a file from queued to ready, findable by words and by meaning, and reports a broken one", async () => {
      const broken = join(files, "broken.pdf");
      await writeFile(broken, "%PDF-1.7\nthis is cut short");
      const [good, bad] = [await place.add(small), await place.add(broken)];
      place.startWorker();
      await expect.poll(() => status(good), wait).toBe("ready");
      await expect.poll(() => status(bad), wait).toBe("failed");
      expect((await place.catalog.documents.get(bad))?.error).toMatchObject({ code: "damaged_file" });
      const record = await place.catalog.documents.get(good);
      expect(record?.progress).toMatchObject({ pagesDone: 2, pagesTotal: 2 });
      expect(record?.progress.chunksDone).toBe(record?.progress.chunksTotal);
      const { store, embedder } = await place.openStore();
      expect((await store.searchWords("warranty", scope(), 5))[0]).toMatchObject({ documentId: good });
      const [question] = await embedder.embed(["how long am I covered"], "query");
      if (question !== undefined)
        expect((await store.searchVector(question, scope(), 5))[0]).toMatchObject({ documentId: good });
    });

    it("killed in mid-file: the file is taken up again and no chunk is there twice", async () => {
      const id = await place.add(large);
      const first = place.startWorker();
      await expect
        .poll(async () => (await place.catalog.documents.get(id))?.progress.chunksDone, wait)
        .toBeGreaterThan(3);
      first.child.kill("SIGKILL");
      await first.ended;
      expect(await status(id)).toBe("embedding");
      const { store } = await place.openStore();
      // Its words can be searched all the while.
      expect(await store.searchWords("harbour", scope(), 5)).toHaveLength(5);
      place.startWorker();
      await expect.poll(() => status(id), wait).toBe("ready");
      const total = (await place.catalog.documents.get(id))?.progress.chunksTotal ?? 0;
      expect(await store.count()).toBe(total);
      const chunks = await store.chunks(id, 0, 100_000);
      expect(chunks.map((chunk) => chunk.ordinal)).toEqual(Array.from({ length: total }, (_, index) => index));
      expect(new Set((await store.searchWords("harbour", scope(), 10_000)).map((hit) => hit.id)).size).toBe(total);
    });

    it("told to stop in mid-file: gives the job back at once and untried", async () => {
      const id = await place.add(large);
      const worker = place.startWorker();
      await expect.poll(() => status(id), wait).toBe("embedding");
      worker.child.kill("SIGTERM");
      expect(await worker.ended).toEqual({ code: 0, signal: null });
      expect(await place.catalog.jobs.take("next", 1000)).toMatchObject([{ documentId: id, attempt: 1 }]);
    });

    it("cancelled in mid-file: stops, leaves nothing to be found, and can be tried again", async () => {
      const id = await place.add(large);
      const worker = place.startWorker();
      await expect.poll(() => status(id), wait).toBe("embedding");
      await place.catalog.jobs.cancel(id);
      await worker.line((line) => line.event === "document cancelled");
      expect(await status(id)).toBe("failed");
      const { store } = await place.openStore();
      expect(await store.searchWords("harbour", scope(), 5)).toEqual([]);
      await place.catalog.jobs.retry(id);
      await expect.poll(() => status(id), wait).toBe("ready");
    });

    it("deleted: index, row and bytes are purged", async () => {
      const id = await place.add(small);
      const sha256 = (await place.catalog.documents.sha256(id)) ?? "";
      const worker = place.startWorker();
      await expect.poll(() => status(id), wait).toBe("ready");
      await place.catalog.documents.remove(id);
      await worker.line((line) => line.event === "document purged" && line.documentId === id);
      const { store } = await place.openStore();
      expect(await store.documentIds()).toEqual([]);
      expect(await place.catalog.documents.toPurge()).toEqual([]);
      await expect(access(place.originals.pathOf(sha256))).rejects.toThrow();
    });

    it("started without its index: builds it again from SQL, without the originals", async () => {
      const id = await place.add(small);
      const first = place.startWorker();
      await expect.poll(() => status(id), wait).toBe("ready");
      first.child.kill("SIGTERM");
      await first.ended;
      await rm(place.index, { recursive: true });
      await rm(join(place.folder, "originals"), { recursive: true });
      await place.add(large); // new documents come first, so that there is time to look
      const pending = () => place.catalog.documents.pending({ ...scope(), documentIds: [id] });
      const second = place.startWorker();
      await second.line((line) => line.event === "index lacks documents");
      expect(await pending()).toBe(1);
      await second.line((line) => line.event === "document indexed again" && line.documentId === id);
      await expect.poll(pending, wait).toBe(0);
      const { store } = await place.openStore();
      expect((await store.searchWords("warranty", scope(), 5))[0]).toMatchObject({
        documentId: id,
        spans: [{ page: 1 }, { page: 2 }],
      });
      expect(await status(id)).toBe("ready");
    });
  },
);
