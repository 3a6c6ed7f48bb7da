import { normaliseWithMap } from "../../lib/base/text/index.ts";
import type { Hit } from "../../lib/base/types.ts";
import { type RankedEvidence, rankEvidence } from "../../lib/retrieve/index.ts";

/** The evidence for a question over one page: `count` hits of 1,500 characters, spread over it from its start on. */
export function evidenceOver(page: string, count: number): Promise<RankedEvidence> {
  const hits = Array.from({ length: count }, (_, ordinal): Hit => {
    const start = Math.floor((ordinal * page.length) / count);
    const end = Math.min(page.length, start + 1500);
    return {
      id: `d:${ordinal}`,
      documentId: "d",
      collectionId: "c",
      ordinal,
      text: normaliseWithMap(page.slice(start, end)).text,
      spans: [{ page: 1, start, end }],
      headings: [],
      tokens: 200,
      about: "",
      score: 1,
      scores: { vector: null, text: 1 },
    };
  });
  return rankEvidence(
    { question: "Who signed the annual budget?", hits, vector: null },
    { embedder: () => null, pageText: async () => page, documentName: () => "d" },
  );
}
