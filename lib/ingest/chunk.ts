import { FootnoteError } from "../base/errors.ts";
import type { IndexedChunk } from "../base/types.ts";
import { attempt } from "./step.ts";
import type { Chunked, IngestRooms, Outcome, Read } from "./types.ts";

/** Cuts each document into chunks. One without a word ends with `no_text`. */
export async function chunkAll(read: Read[], { chunker }: IngestRooms, outcomes: Outcome[]): Promise<Chunked[]> {
  const chunked: Chunked[] = [];
  for (const entry of read) {
    const { task, parsed } = entry;
    const { documentId, collectionId, name } = task.job;
    const about = aboutOf(name, parsed.title);
    const chunks = await attempt(task, outcomes, async () => {
      const made = (await chunker.chunk(parsed)).map(
        (chunk): IndexedChunk => ({
          ...chunk,
          id: `${documentId}:${chunk.ordinal}`,
          documentId,
          collectionId,
          about,
        }),
      );
      if (made.length > 0) return made;
      throw new FootnoteError("no_text", "This file holds no words to search.", { hint: "Check what it holds." });
    });
    if (chunks !== null) chunked.push({ ...entry, chunks });
  }
  return chunked;
}

/** What every chunk is about: the file's name without its ending, and its title where that says something else. */
export function aboutOf(name: string, title: string | null): string {
  const plain = name
    .replace(/\.[a-z0-9]{1,5}$/i, "")
    .replace(/[_-]+/g, " ")
    .trim();
  const said = title === null || title === plain || name.startsWith(title) || PRODUCER_TITLE.test(title);
  return said ? plain : `${plain}. ${title.slice(0, 120)}`;
}

/** What word processors write where nobody gave a title. */
const PRODUCER_TITLE = /^(?:untitled|microsoft word - |document\d*$|\W*$)/i;
