import { FootnoteError } from "../base/errors.ts";
import type { DocumentRecord, NewDocument } from "../catalog/index.ts";
import { cleanName, defaultName } from "./file-name.ts";
import type { Originals } from "./originals.ts";

export interface UploadRequest {
  collectionId: string;
  /** As the client sent it; empty when it gave none. */
  name: string;
  body: AsyncIterable<Uint8Array>;
  /** Announced length, bytes, or null. */
  length: number | null;
  by: string;
}

export interface UploadCatalog {
  add(input: NewDocument): Promise<{ record: DocumentRecord; duplicate: boolean }>;
}

/**
 * Takes one file: stream to disk, fsync, name by content, SQL row and job, acknowledge; in this order, so that an
 * acknowledged upload is never lost. The same bytes in the same collection are found before any work is queued.
 * @throws FootnoteError as `Originals.receive`.
 */
export async function upload(
  { originals, documents }: { originals: Originals; documents: UploadCatalog },
  { collectionId, name: rawName, body, length, by }: UploadRequest,
): Promise<{ record: DocumentRecord; duplicate: boolean }> {
  const given = cleanName(rawName, "");
  const received = await originals.receive(body, given || "document", length);
  try {
    await received.keep();
    const { sha256, size, mediaType } = received;
    const name = given || defaultName(mediaType);
    const added = await documents.add({ collectionId, sha256, name, mediaType, size, createdBy: by });
    await received.settle();
    return added;
  } catch (error) {
    await received.discard();
    if (error instanceof Error && /SQLITE_FULL|disk is full/i.test(error.message)) {
      throw new FootnoteError("disk_full", "There is no room left on the disk that keeps the catalogue.", {
        hint: "Free some space where DATA_DIR is, then upload again. Nothing that was there is lost.",
        cause: error,
      });
    }
    throw error;
  }
}
