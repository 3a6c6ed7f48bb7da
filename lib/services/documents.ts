import type { Readable } from "node:stream";
import type { Person, Right } from "../access/index.ts";
import { placesOf } from "../base/boxes.ts";
import { FootnoteError } from "../base/errors.ts";
import type { Page, Place } from "../base/types.ts";
import type {
  DocumentChange,
  DocumentListQuery,
  DocumentLists,
  DocumentPage,
  DocumentRecord,
  Documents,
  DocumentWatch,
  Jobs,
} from "../catalog/index.ts";
import { namingField, type Rights } from "./context/rights.ts";

/** What the guarded calls need of the documents room. */
export interface OriginalsReader {
  read(sha256: string, range?: { start: number; end: number }): Promise<{ size: number; stream: Readable }>;
}

export interface UploadInput {
  name: string;
  body: AsyncIterable<Uint8Array>;
  length: number | null;
}

export interface DocumentsServiceOptions {
  rights: Pick<Rights, "require" | "readable">;
  documents: Documents;
  documentLists: Pick<DocumentLists, "page">;
  jobs: Jobs;
  watch: DocumentWatch;
  originals: OriginalsReader;
  upload(
    input: UploadInput & { collectionId: string; by: string },
  ): Promise<{ record: DocumentRecord; duplicate: boolean }>;
}

/** What a list shows when nothing is said of it: the newest first. */
const newestFirst: DocumentListQuery = {
  sort: "createdAt",
  descending: true,
  status: "all",
  name: "",
  limit: 100,
  cursor: null,
};

/** Documents, each call with the rights of the person who makes it. */
export function createDocumentsService(options: DocumentsServiceOptions) {
  const { rights, documents, documentLists, jobs, watch, originals, upload } = options;
  /** The record, if this person may do that with it. Unknown and invisible are the same to the caller. */
  const may = async (person: Person, id: string, right: Right): Promise<DocumentRecord> => {
    const record = await documents.get(id);
    const refusal = new FootnoteError("not_found", "There is no such document.", {
      hint: "It may have been deleted. Reload the list.",
    });
    if (!record) throw refusal;
    await rights.require(person, record.collectionId, right).catch((error) => {
      throw error instanceof FootnoteError && error.code === "not_found" ? refusal : error;
    });
    return record;
  };

  /**
   * Changes of the documents this person may see, from the moment this resolves until `signal` aborts. Rights are asked
   * anew for each batch.
   */
  const changes = async (person: Person, signal: AbortSignal): Promise<AsyncIterable<DocumentChange>> => {
    const batches = await watch.subscribe(signal);
    async function* visible(): AsyncGenerator<DocumentChange> {
      for await (const batch of batches) {
        const readable = new Set(await rights.readable(person));
        for (const change of batch) if (readable.has(change.record.collectionId)) yield change;
      }
    }
    return visible();
  };

  return {
    get: (person: Person, id: string) => may(person, id, "read"),

    async list(person: Person, collectionId: string): Promise<DocumentRecord[]> {
      await rights.require(person, collectionId, "read");
      return documents.list(collectionId);
    },

    /**
     * One page of a collection's documents, or of all that this person may read.
     * @throws FootnoteError `not_found` for the collection, `bad_request` for the cursor.
     */
    async listPage(
      person: Person,
      collectionId: string | null,
      query: Partial<DocumentListQuery> = {},
    ): Promise<DocumentPage> {
      const asked = collectionId === null ? undefined : [collectionId];
      const collectionIds = await rights.readable(person, asked).catch((error: unknown) => {
        throw namingField("collection", error);
      });
      return documentLists.page(collectionIds, { ...newestFirst, ...query });
    },

    /** Checks the right before a byte of the body is read. */
    async upload(person: Person, collectionId: string, input: UploadInput) {
      await rights.require(person, collectionId, "write");
      return upload({ ...input, collectionId, by: person.name });
    },

    /** The original: `range` in bytes, `end` inclusive. */
    async file(person: Person, id: string, range?: { start: number; end: number }) {
      const record = await may(person, id, "read");
      const sha256 = await documents.sha256(id);
      if (sha256 === null) throw new FootnoteError("not_found", "There is no such document.");
      return { record, sha256, ...(await originals.read(sha256, range)) };
    },

    /** One page as it was read, and where the characters of each of these ranges stand on it. */
    async page(
      person: Person,
      id: string,
      number: number,
      ranges: { start: number; end: number }[] = [],
    ): Promise<Page & { places: Place[][] }> {
      const record = await may(person, id, "read");
      const page = await documents.page(id, number);
      if (page) return { ...page, places: ranges.map(({ start, end }) => placesOf(page.words ?? [], start, end)) };
      throw new FootnoteError("not_found", `“${record.name}” has no text for page ${number}.`, {
        hint: record.status === "ready" ? `It has ${record.coverage.pages} pages.` : "It is still being read.",
      });
    },

    async remove(person: Person, id: string): Promise<void> {
      await may(person, id, "write");
      await documents.remove(id);
    },

    async retry(person: Person, id: string): Promise<DocumentRecord> {
      await may(person, id, "write");
      await jobs.retry(id);
      return may(person, id, "read");
    },

    async cancel(person: Person, id: string): Promise<DocumentRecord> {
      await may(person, id, "write");
      await jobs.cancel(id);
      return may(person, id, "read");
    },

    changes,

    /**
     * A document as it is and as it becomes, until it is ready, failed or gone. Listening begins before the state is
     * read: what changes in between is told afterwards, at worst twice.
     * @throws FootnoteError `not_found`.
     */
    async follow(person: Person, id: string, signal: AbortSignal): Promise<AsyncIterable<DocumentChange>> {
      const listening = new AbortController();
      const later = await changes(person, AbortSignal.any([signal, listening.signal]));
      const first = await may(person, id, "read").catch((error: unknown) => {
        listening.abort();
        throw error;
      });
      const ended = ({ record, deleted }: DocumentChange) =>
        deleted || record.status === "ready" || record.status === "failed";
      async function* states(): AsyncGenerator<DocumentChange> {
        try {
          const now = { record: first, deleted: false };
          yield now;
          if (ended(now)) return;
          for await (const change of later) {
            if (change.record.id !== id) continue;
            yield change;
            if (ended(change)) return;
          }
        } finally {
          listening.abort();
        }
      }
      return states();
    },
  };
}

export type DocumentsService = ReturnType<typeof createDocumentsService>;
