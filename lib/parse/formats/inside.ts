import { asFootnoteError } from "../../base/errors.ts";
import type { DraftDocument, DraftPage } from "./draft.ts";

/** A file inside another: an attachment, a member of an archive. */
export interface InsideFile {
  name: string;
  bytes: Buffer;
}

/** Reads a file inside another, one level deeper. @throws FootnoteError */
export type ReadInside = (file: InsideFile) => Promise<DraftDocument>;

/** Reads files inside one after another; what can't be read is told in a warning that names it. */
export async function readAllInside(
  files: readonly InsideFile[],
  readInside: ReadInside,
): Promise<{ pages: DraftPage[]; warnings: string[] }> {
  const pages: DraftPage[] = [];
  const warnings: string[] = [];
  for (const file of files) {
    try {
      const document = await readInside(file);
      pages.push(
        ...document.pages.map(({ label, blocks }) => ({
          label: label === null ? file.name : `${file.name}: ${label}`,
          blocks,
        })),
      );
      warnings.push(...document.warnings.map((warning) => `“${file.name}”: ${warning}`));
    } catch (error) {
      const { code, message } = asFootnoteError(error);
      // The limits are of the whole file.
      if (code === "too_large") throw error;
      warnings.push(`“${file.name}” inside was not read: ${message}`);
    }
  }
  return { pages, warnings };
}
