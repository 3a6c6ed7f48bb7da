import { describe, expect, it } from "vitest";
import type { Source } from "../../../lib/base/types.ts";
import { cite, type SupportChecks } from "../../../lib/cite/index.ts";

const page =
  "The warranty lasts twelve months from delivery. The lamp is repaired by the workshop in Lindau. Guests may use the garden.";
const source: Source = {
  n: 1,
  documentId: "terms",
  documentName: "terms.pdf",
  spans: [{ page: 1, start: 0, end: page.length }],
  headings: [],
  text: page,
  score: 1,
};
const pageText = async () => page;
const supportOf = async (text: string, opinions: SupportChecks = {}) => {
  const markers = [{ n: 1, at: text.length - 1 }];
  const { sentences } = await cite({ text, markers, sources: [source] }, { pageText, ...opinions });
  return sentences.map((sentence) => sentence.support);
};
const entail = (entailed: number, contradicted: number) => async (claims: unknown[]) =>
  claims.map(() => ({ entailed, contradicted }));
const decide = (yes: number) => async (claims: unknown[]) => claims.map(() => yes);

const plain = "The warranty lasts twelve months from delivery.";
/** In other words than the source's, with no fact missing. */
const paraphrase = "Guests stroll through the pretty garden.";
/** A name that the source does not hold. */
const wrongName = "The lamp is repaired by the workshop in Bregenz.";

describe("model checks of support", () => {
  it("stand against these three, judged by words and facts alone", async () => {
    expect(await supportOf(plain)).toEqual(["supported"]);
    expect(await supportOf(paraphrase)).toEqual(["partial"]);
    expect(await supportOf(wrongName)).toEqual(["partial"]);
  });

  it("a contradiction lowers, a clear one altogether", async () => {
    expect(await supportOf(plain, { entail: entail(0.2, 0.6) })).toEqual(["partial"]);
    expect(await supportOf(plain, { entail: entail(0.02, 0.95) })).toEqual(["contradicted"]);
    expect(await supportOf(plain, { entail: entail(0.1, 0.3) })).toEqual(["supported"]);
  });

  it("an entailment raises a paraphrase, but not a sentence with a fact that the quote lacks", async () => {
    expect(await supportOf(paraphrase, { entail: entail(0.95, 0.01) })).toEqual(["supported"]);
    expect(await supportOf(paraphrase, { entail: entail(0.7, 0.01) })).toEqual(["partial"]);
    expect(await supportOf(wrongName, { entail: entail(0.99, 0) })).toEqual(["partial"]);
  });

  it("the answering model decides only about what is partial, and facts stand against its yes", async () => {
    const asked: string[] = [];
    const listening: SupportChecks["decide"] = async (claims) => {
      asked.push(...claims.map((claim) => claim.sentence));
      return claims.map(() => 0.9);
    };
    expect(await supportOf(plain, { decide: listening })).toEqual(["supported"]);
    expect(asked).toEqual([]);
    expect(await supportOf(paraphrase, { decide: listening })).toEqual(["supported"]);
    expect(asked).toEqual([paraphrase]);
    expect(await supportOf(wrongName, { decide: decide(0.99) })).toEqual(["partial"]);
    expect(await supportOf(paraphrase, { decide: decide(0.1) })).toEqual(["unverified"]);
    expect(await supportOf(paraphrase, { decide: decide(0.5) })).toEqual(["partial"]);
  });

  it("what a model had no time for, or one that is not there, leaves everything as it was", async () => {
    const none = async () => null;
    expect(await supportOf(paraphrase, { entail: none, decide: none })).toEqual(["partial"]);
    expect(await supportOf(plain, { entail: async () => [] })).toEqual(["supported"]);
  });

  it("never looks at a sentence that cites nothing", async () => {
    const { sentences } = await cite(
      { text: "Bananas are yellow fruit.", markers: [], sources: [source] },
      { pageText, entail: entail(1, 0), decide: decide(1) },
    );
    expect(sentences).toMatchObject([{ support: "unverified", citations: [] }]);
  });
});
