import type { Answer, Citation, Evidence, Sentence } from "../base/types.ts";

/**
 * An answer's text made of the documents' own sentences: the evidence in the order in which one would read it (document by
 * document, the best first; within one by page and place), each sentence cited with exactly its words. Sentences that follow
 * each other on a page stand in one paragraph.
 */
export function quoteEvidence(evidence: Evidence[]): Pick<Answer, "text" | "sentences" | "citations"> {
  const documents = [...new Set(evidence.map(({ documentId }) => documentId))];
  const ordered = [...evidence].sort(
    (a, b) => documents.indexOf(a.documentId) - documents.indexOf(b.documentId) || a.page - b.page || a.start - b.start,
  );
  let text = "";
  const sentences: Sentence[] = [];
  const citations: Citation[] = [];
  for (const [index, item] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before !== undefined) text += followsOn(before, item) ? " " : "\n\n";
    const words = item.text.replace(/\s+/g, " ").trim();
    const [start, n] = [text.length, index + 1];
    text += words;
    sentences.push({
      text: words,
      start,
      end: text.length,
      support: "supported",
      missing: [],
      citations: [n],
      matched: false,
    });
    citations.push(toCitation(item, n));
  }
  return { text, sentences, citations };
}

/** A few characters apart at most: white space, a bullet. */
const NEAR = 4;

function followsOn(a: Evidence, b: Evidence): boolean {
  return a.documentId === b.documentId && a.page === b.page && b.start >= a.end && b.start - a.end <= NEAR;
}

function toCitation({ documentId, documentName, page, pageLabel, start, end, text }: Evidence, n: number): Citation {
  return { n, documentId, documentName, version: 1, page, pageLabel, start, end, quote: text, boxes: [] };
}
