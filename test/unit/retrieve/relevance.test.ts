import { describe, expect, it } from "vitest";
import { assessRelevance, createRetriever, rankEvidence } from "../../../lib/retrieve/index.ts";
import { bagEmbedder, smallStore } from "./small-store.ts";

const documents = {
  terms: ["The warranty lasts twelve months from delivery. Repairs are free of charge during that time."],
  manual: ["Press the red button to start the motor. Press the blue button to stop it."],
};

/** Judges a question as the answer line does; `early`: the documents have no vectors yet. */
async function judge(question: string, early = false) {
  const { store, pageText, documentName } = smallStore(documents);
  const embedder = () => bagEmbedder;
  const retriever = createRetriever({
    embedder,
    store: early ? { ...store, searchVector: async () => [] } : store,
    documentsNamed: async () => [],
  });
  const { hits, vector } = await retriever.retrieve({ query: question, scope: { collectionIds: ["c1"] }, limit: 9 });
  const ranked = await rankEvidence({ question, hits, vector }, { embedder, pageText, documentName });
  return assessRelevance({ question, hits, ranked, fingerprint: "all-minilm-l6-v2" }).relevant;
}

describe("assessRelevance", () => {
  it.each([true, false])("lets a question through that the documents speak about (words stage: %s)", async (early) => {
    expect(await judge("How many months does the warranty last?", early)).toBe(true);
    expect(await judge("Which button stops the motor?", early)).toBe(true);
  });

  it.each([true, false])("refuses a question about something else (words stage: %s)", async (early) => {
    expect(await judge("Who composed the symphony about Norwegian volcanoes?", early)).toBe(false);
  });

  it("refuses when nothing was found", () => {
    expect(
      assessRelevance({ question: "Anything?", hits: [], ranked: { evidence: [], nearest: null }, fingerprint: null }),
    ).toMatchObject({
      relevant: false,
      strong: false,
    });
  });
});
