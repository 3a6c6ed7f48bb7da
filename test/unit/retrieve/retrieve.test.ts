import { describe, expect, it } from "vitest";
import { createRetriever, parseQuery, rankEvidence, toSources } from "../../../lib/retrieve/index.ts";
import { bagEmbedder, smallStore } from "./small-store.ts";

const documents = {
  warranty: [
    "The warranty lasts twelve months from delivery. Repairs are free of charge during that time.",
    "Batteries are covered for six months only. Damage by water is not covered.",
  ],
  manual: ["Press the red button to start. Press the blue button to stop the motor."],
  reprint: ["The warranty lasts twelve months from delivery. Repairs are free of charge during that time."],
};
const scope = { collectionIds: ["c1"] };

function retrieverOver(pages: Record<string, string[]>, embedder: typeof bagEmbedder | null = bagEmbedder) {
  const small = smallStore(pages);
  const retriever = createRetriever({
    embedder: () => embedder,
    store: small.store,
    documentsNamed: async (names) =>
      Object.keys(pages).filter((id) => names.some((name) => `${id}.pdf`.includes(name))),
  });
  return { ...small, retriever };
}

describe("parseQuery", () => {
  it("reads phrases, exclusions, files and pages, and leaves the words", () => {
    expect(parseQuery('budget "net income" -draft file:annual file:"plan b" page:3-7 2022')).toEqual({
      text: "budget net income 2022",
      phrases: ["net income"],
      excluded: ["draft"],
      files: ["annual", "plan b"],
      pages: [{ from: 3, to: 7 }],
    });
  });

  it.each(['an odd "mark', "a - b", "page:x", "well-known 10-Q", "file:", '""'])("takes %j as plain words", (raw) => {
    const query = parseQuery(raw);
    expect([query.phrases, query.excluded, query.files, query.pages].flat()).toEqual([]);
    expect(query.text).not.toContain('"');
  });
});

describe("retrieve", () => {
  it("ranks the chunk that holds the question's words first and tells both scores", async () => {
    const { retriever } = retrieverOver(documents);
    const { hits } = await retriever.retrieve({ query: "how long are batteries covered", scope, limit: 3 });
    expect(hits[0]?.id).toBe("warranty:1");
    expect(hits[0]?.scores.vector).toBeGreaterThan(0);
    expect(hits[0]?.scores.text).toBeGreaterThan(0);
  });

  it("folds what a document repeats, and puts the reprint of another one after the first places", async () => {
    const twice = "The warranty lasts twelve months from delivery. Repairs are free of charge during that time.";
    const others = Array.from(
      { length: 6 },
      (_, n) => `Chapter ${n} says a word about the warranty and months of product ${n} and its parts.`,
    );
    const { retriever } = retrieverOver({ terms: [twice, twice], reprint: [twice], book: others });
    const { hits, explained } = await retriever.retrieve({
      query: "warranty twelve months repairs",
      scope,
      limit: 9,
      explain: true,
    });
    expect(hits[0]?.text).toBe(twice);
    const head = hits.slice(0, 4).map((hit) => hit.text);
    expect(new Set(head).size).toBe(4);
    expect(
      hits
        .filter((hit) => hit.text === twice)
        .map((hit) => hit.documentId)
        .sort(),
    ).toEqual(["reprint", "terms"]);
    expect(explained?.filter((hit) => hit.leftOut?.startsWith("same text as"))).toHaveLength(1);
  });

  it("lets a second document in before the tenth hit of the first", async () => {
    const long = Array.from(
      { length: 14 },
      (_, n) => `The budget of the agency in detail, part ${n}, with item ${n * 7}.`,
    );
    const { retriever } = retrieverOver({ big: long, small: ["A word on the budget of the town."] });
    const { hits } = await retriever.retrieve({ query: "budget of the agency", scope, limit: 10 });
    expect(hits.map((hit) => hit.documentId)).toContain("small");
  });

  it("searches by words alone while the embedder is not there", async () => {
    const { retriever } = retrieverOver(documents, null);
    const { hits, vector } = await retriever.retrieve({ query: "red button", scope, limit: 3 });
    expect(vector).toBeNull();
    expect(hits[0]?.documentId).toBe("manual");
    expect(hits[0]?.scores.vector).toBeNull();
  });

  it("obeys phrases, exclusions, files and pages", async () => {
    const { retriever } = retrieverOver(documents);
    const find = async (query: string) =>
      (await retriever.retrieve({ query, scope, limit: 9 })).hits.map((hit) => hit.id);
    expect(await find('covered "six months"')).toEqual(["warranty:1"]);
    expect(await find("press button -motor")).not.toContain("manual:0");
    expect(await find("months file:reprint")).toEqual(["reprint:0"]);
    expect(await find("months page:2")).toEqual(["warranty:1"]);
    expect(await find("warranty file:nothing")).toEqual([]);
  });

  it("follows a reranker's order where there is one, and does without while it is not ready", async () => {
    const { store } = smallStore(documents);
    const find = async (rerank: (question: string, texts: string[]) => Promise<number[] | null>, query?: string) => {
      const retriever = createRetriever({ embedder: () => bagEmbedder, store, documentsNamed: async () => [], rerank });
      return (await retriever.retrieve({ query: query ?? "months covered", scope, limit: 9 })).hits;
    };
    const plain = await find(async () => null);
    expect(plain[0]?.id).toBe("warranty:1");
    expect(plain[0]?.scores).not.toHaveProperty("rerank");
    const turned = await find(async (_, texts) => texts.map((text) => (text.includes("twelve") ? 1 : 0.1)));
    expect(turned[0]?.text).toContain("twelve");
    expect(turned[0]?.scores.rerank).toBe(1);
    // The best score goes with the first place, whoever holds it: thresholds on scores keep their meaning.
    expect(turned[0]?.score).toBe(plain[0]?.score);
  });

  it("leaves the hits behind those that the reranker had time for where they were", async () => {
    const { store } = smallStore(documents);
    const rerank = async () => [0.2, 0.9];
    const options = { embedder: () => bagEmbedder, store, documentsNamed: async () => [], diversify: false };
    const request = { query: "months covered button", scope, limit: 9 };
    const before = (await createRetriever(options).retrieve(request)).hits.map((hit) => hit.id);
    const after = (await createRetriever({ ...options, rerank }).retrieve(request)).hits.map((hit) => hit.id);
    expect(after).toEqual([before[1], before[0], ...before.slice(2)]);
  });

  it("has the reranker read only what the operators let through", async () => {
    const { store } = smallStore(documents);
    const read: string[] = [];
    const rerank = async (_: string, texts: string[]) => {
      read.push(...texts);
      return texts.map(() => 0.5);
    };
    const options = { embedder: () => bagEmbedder, store, documentsNamed: async () => [], rerank };
    await createRetriever(options).retrieve({ query: 'covered "six months"', scope, limit: 9 });
    expect(read).toEqual([documents.warranty[1]]);
  });

  it("returns nothing for an empty query", async () => {
    const { retriever } = retrieverOver(documents);
    expect((await retriever.retrieve({ query: "  ", scope, limit: 5 })).hits).toEqual([]);
  });
});

describe("rankEvidence", () => {
  it("quotes whole sentences word for word, best first, none twice, with the matching words marked", async () => {
    const { retriever, pageText, documentName } = retrieverOver(documents);
    const question = "How many months are batteries covered?";
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 8 });
    const { evidence } = await rankEvidence(
      { question, hits, vector },
      { embedder: () => bagEmbedder, pageText, documentName },
    );
    expect(evidence[0]?.text).toBe("Batteries are covered for six months only.");
    expect(evidence.length).toBeLessThanOrEqual(5);
    expect(new Set(evidence.map((item) => item.text)).size).toBe(evidence.length);
    for (const item of evidence) {
      expect((await pageText(item.documentId, item.page)).slice(item.start, item.end)).toBe(item.text);
    }
    expect(evidence[0]?.highlights.map(([start, end]) => evidence[0]?.text.slice(start, end))).toEqual([
      "Batteries",
      "covered",
      "months",
    ]);
  });

  it("ranks by words when there is no embedder", async () => {
    const { retriever, pageText, documentName } = retrieverOver(documents, null);
    const question = "stop the motor";
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 8 });
    const { evidence } = await rankEvidence(
      { question, hits, vector },
      { embedder: () => null, pageText, documentName },
    );
    expect(evidence[0]?.text).toBe("Press the blue button to stop the motor.");
  });

  it("shows pieces of an endless list, cut between words", async () => {
    const list = Array.from({ length: 60 }, (_, n) => `item ${n} of the equipment`).join(", ");
    const { retriever, pageText, documentName } = retrieverOver({
      report: [`The office owns ${list}, a lighthouse lamp, ${list}.`],
    });
    const question = "Does the office own a lighthouse lamp?";
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 8 });
    const { evidence } = await rankEvidence(
      { question, hits, vector },
      { embedder: () => null, pageText, documentName },
    );
    const [best] = evidence.filter((item) => item.text.includes("lighthouse lamp"));
    expect(best?.text.length).toBeLessThanOrEqual(420);
    const page = await pageText("report", 1);
    expect(page.slice(best?.start, best?.end)).toBe(best?.text);
    expect(page.slice((best?.start ?? 0) - 1, best?.start)).toMatch(/^\s?$/);
  });

  it("does not quote half a word where a page ends in a hyphen", async () => {
    const { retriever, pageText, documentName } = retrieverOver({
      report: ["The agency will publish its final recommen-", "dation next year."],
    });
    const question = "what will the agency publish";
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 8 });
    const { evidence } = await rankEvidence(
      { question, hits, vector },
      { embedder: () => null, pageText, documentName },
    );
    expect(evidence[0]?.text).toBe("The agency will publish its final");
  });

  it("does not quote the page number below a sentence that runs on", async () => {
    const { retriever, pageText, documentName } = retrieverOver({
      report: ["The agency will publish the advantages of its plan\n9\n", "in the coming year."],
    });
    const question = "what will the agency publish";
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 8 });
    const { evidence } = await rankEvidence(
      { question, hits, vector },
      { embedder: () => null, pageText, documentName },
    );
    expect(evidence[0]?.text).toBe("The agency will publish the advantages of its plan");
  });
});

describe("toSources", () => {
  it("joins chunks that follow each other and keeps the order of the best", async () => {
    const { chunks, pageText, documentName } = smallStore(documents);
    const hit = (id: string, score: number) => {
      const chunk = chunks.find((one) => one.id === id);
      if (chunk === undefined) throw new Error(id);
      return { ...chunk, score, scores: { vector: score, text: null } };
    };
    const sources = await toSources(
      [hit("warranty:1", 0.9), hit("manual:0", 0.8), hit("warranty:0", 0.7)],
      pageText,
      documentName,
    );
    expect(sources.map((source) => [source.n, source.documentName, source.spans.map((span) => span.page)])).toEqual([
      [1, "warranty.pdf", [1, 2]],
      [2, "manual.pdf", [1]],
    ]);
    expect(sources[0]?.text).toBe(documents.warranty.join("\n"));
  });
});
