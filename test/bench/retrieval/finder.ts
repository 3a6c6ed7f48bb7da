import type { EvalDeps } from "../../../lib/eval/index.ts";
import { assessRelevance, type Retriever, rankEvidence } from "../../../lib/retrieve/index.ts";
import type { IndexedSet } from "./index-set.ts";

/** The search half of the answer line over a benchmark's set. */
export function createFinder(set: IndexedSet, retriever: Retriever): Pick<EvalDeps, "find"> {
  return {
    async find(question) {
      const began = performance.now();
      const { hits, vector } = await retriever.retrieve({
        query: question,
        scope: { collectionIds: ["bench"] },
        limit: 24,
      });
      const retrieveMs = performance.now() - began;
      const embedder = () => set.embedder;
      const ranked = await rankEvidence(
        { question, hits, vector },
        { embedder, pageText: set.pageText, documentName: set.documentName },
      );
      const { relevant } = assessRelevance({ question, hits, ranked, fingerprint: set.embedder.fingerprint });
      return {
        hits: hits.map((hit) => ({ documentName: set.documentName(hit.documentId), spans: hit.spans })),
        evidence: ranked.evidence,
        relevant,
        retrieveMs,
        evidenceMs: performance.now() - began,
      };
    },
  };
}
