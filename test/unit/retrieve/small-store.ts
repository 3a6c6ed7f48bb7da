import { words } from "../../../lib/base/text/index.ts";
import type { IndexedChunk } from "../../../lib/base/types.ts";
import type { Embedder } from "../../../lib/embed/types.ts";
import type { StoredHit } from "../../../lib/store/types.ts";

/** Documents of one-page-a-string, a chunk per page, kept in memory: enough to see what ranking and evidence do. */
export function smallStore(documents: Record<string, string[]>) {
  const chunks: IndexedChunk[] = Object.entries(documents).flatMap(([documentId, pages]) =>
    pages.map((text, ordinal) => ({
      id: `${documentId}:${ordinal}`,
      documentId,
      collectionId: "c1",
      ordinal,
      text,
      spans: [{ page: ordinal + 1, start: 0, end: text.length }],
      headings: [],
      tokens: text.length,
    })),
  );
  const visible = (scope: { documentIds?: string[] }) =>
    chunks.filter((chunk) => scope.documentIds === undefined || scope.documentIds.includes(chunk.documentId));
  const ranked = (hits: StoredHit[], limit: number) =>
    hits
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  const forms = (text: string) => words(text).map((word) => word.form);
  return {
    chunks,
    store: {
      searchWords: async (query: string, scope: { documentIds?: string[] }, limit: number) => {
        const asked = new Set(forms(query));
        return ranked(
          visible(scope).map((chunk) => ({
            ...chunk,
            score: forms(chunk.text).filter((form) => asked.has(form)).length,
          })),
          limit,
        );
      },
      searchVector: async (vector: Float32Array, scope: { documentIds?: string[] }, limit: number) =>
        ranked(
          visible(scope).map((chunk) => ({ ...chunk, score: dot(vector, bagVector(chunk.text)) })),
          limit,
        ),
    },
    pageText: async (documentId: string, page: number) => documents[documentId]?.[page - 1] ?? "",
    documentName: (id: string) => `${id}.pdf`,
  };
}

/** An embedder that hashes words into 64 places: texts with the same words lie near each other. */
export const bagEmbedder: Embedder = {
  fingerprint: "bag-64",
  dimensions: 64,
  tokenizer: { maxTokens: 10_000, count: (text) => words(text).length },
  embed: async (texts) => texts.map(bagVector),
  setThreads: () => {},
  dispose: async () => {},
};

function bagVector(text: string): Float32Array {
  const vector = new Float32Array(64);
  for (const { form } of words(text)) {
    let hash = 7;
    for (const unit of form) hash = (hash * 31 + unit.charCodeAt(0)) % 64;
    vector[hash] = (vector[hash] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
