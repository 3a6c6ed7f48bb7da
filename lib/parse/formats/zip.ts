import type { Archive } from "./archive.ts";
import type { DraftDocument } from "./draft.ts";
import { notRead, tooLarge } from "./failures.ts";
import { type ReadInside, readAllInside } from "./inside.ts";

/** Files of one archive that are read. */
const MAX_FILES = 1000;

/** Left behind by programs: nothing that somebody put there to be read. */
const LEFT_BEHIND = /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/;

/** A ZIP file as a folder: the pages of each file in it that can be read, under its path. */
export async function readZip(archive: Archive, readInside: ReadInside): Promise<DraftDocument> {
  const names = archive.names.filter((name) => !LEFT_BEHIND.test(name)).sort();
  if (names.length === 0) throw notRead("This archive is empty.", "Check that it is the right file.");
  if (names.length > MAX_FILES)
    throw tooLarge(`This archive holds more than ${MAX_FILES} files.`, "Unpack it and add the folder.");
  const pages: DraftDocument["pages"] = [];
  const warnings: string[] = [];
  const outline: { title: string; page: number; level: number }[] = [];
  for (const name of names) {
    const file = { name, bytes: await archive.bytes(name) };
    const read = await readAllInside([file], readInside);
    if (read.pages.length > 0) outline.push({ title: name, page: pages.length + 1, level: 0 });
    pages.push(...read.pages);
    warnings.push(...read.warnings);
  }
  if (pages.length === 0)
    throw notRead("None of the files in this archive can be read.", "Unpack it, and add those that hold text as PDF.");
  return { title: null, pages, warnings, outline };
}
