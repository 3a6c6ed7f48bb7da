import { describe, expect, it } from "vitest";
import type { Source } from "../../../lib/base/types.ts";
import { citationGrammar, cite, type Marker } from "../../../lib/cite/index.ts";
import { bagEmbedder } from "../retrieve/small-store.ts";

const page =
  "1. Warranty\nThe warranty lasts twelve months from delivery. It covers parts and labour. Batteries are covered for six months only.\nDamage by water is never covered; neither is damage by fire, by falls from more than one metre, by pets, by insects, by unauthorised repair in a workshop that is not on our list, or by use of a charger other than the one that was delivered with the device.\nItem Price 2021 Price 2022\nCharger 19.90 24.90\nBattery 39.00 42.50";
const other = "The device weighs 340 grams. The charger is delivered with the device.";
const texts = new Map([
  ["terms:1", page],
  ["manual:1", other],
]);
const options = {
  embedder: () => bagEmbedder,
  pageText: async (id: string, n: number) => texts.get(`${id}:${n}`) ?? "",
};
const source = (n: number, documentId: string, text: string): Source => ({
  n,
  documentId,
  documentName: `${documentId}.pdf`,
  spans: [{ page: 1, start: 0, end: text.length }],
  headings: [],
  text,
  score: 1,
});
const sources = [source(1, "terms", page), source(2, "manual", other)];
const run = (text: string, markers: Marker[]) => cite({ text, markers, sources }, options);

describe("cite", () => {
  it("quotes the shortest passage of the cited source, exactly as it stands on the page", async () => {
    const text = "Batteries are covered for six months.";
    const { sentences, citations } = await run(text, [{ n: 1, at: text.length - 1 }]);
    expect(citations.map((citation) => citation.quote)).toEqual(["Batteries are covered for six months only."]);
    const [citation] = citations;
    expect(page.slice(citation?.start, citation?.end)).toBe(citation?.quote);
    expect(sentences).toMatchObject([{ support: "supported", citations: [1], matched: false }]);
  });

  it("cuts a long sentence of the source to the clauses that matter", async () => {
    const text = "Damage by pets is not covered.";
    const { citations } = await run(text, [{ n: 1, at: text.length }]);
    expect(citations[0]?.quote.length).toBeLessThan(260);
    expect(citations[0]?.quote).toContain("by pets");
  });

  it("finds a cell by its row", async () => {
    const text = "The charger costs 24.90.";
    const { citations } = await run(text, []);
    expect(citations[0]?.quote).toBe("Charger 19.90 24.90");
  });

  it("takes no line of a table of contents for a witness", async () => {
    const contents = "2.2 The warranty for batteries . . . . . . . . . . . . 5\n2.3 Repairs ............ 7";
    const text = "The warranty is for batteries.";
    const request = { text, markers: [], sources: [source(1, "contents", contents)] };
    const { sentences, citations } = await cite(request, { ...options, pageText: async () => contents });
    expect(sentences).toMatchObject([{ support: "unverified", citations: [] }]);
    expect(citations).toEqual([]);
  });

  it("gives bare sentences the best passage of any source and says so", async () => {
    const { sentences, citations } = await run("The device weighs 340 grams. Bananas are yellow fruit.", []);
    expect(sentences.map((sentence) => [sentence.support, sentence.matched, sentence.citations])).toEqual([
      ["supported", true, [1]],
      ["unverified", false, []],
    ]);
    expect(citations[0]?.documentName).toBe("manual.pdf");
  });

  it("corrects a citation of the wrong source when another one bears the sentence out", async () => {
    const text = "The device weighs 340 grams.";
    const { sentences, citations } = await run(text, [{ n: 1, at: text.length }]);
    expect(citations[0]?.documentId).toBe("manual");
    expect(sentences[0]).toMatchObject({ support: "supported", matched: true });
  });

  it("keeps both sources that a sentence cites, and numbers one quote once", async () => {
    const text = "The charger is delivered with the device. So the charger is delivered with the device.";
    const first = text.indexOf(".");
    const { sentences, citations } = await run(text, [
      { n: 2, at: first },
      { n: 2, at: text.length },
    ]);
    expect(sentences.map((sentence) => sentence.citations)).toEqual([[1], [1]]);
    expect(citations).toHaveLength(1);
  });

  it("ignores a marker of a source that is not there", async () => {
    const { citations } = await cite({ text: "Bananas are yellow.", markers: [{ n: 9, at: 5 }], sources }, options);
    expect(citations).toEqual([]);
  });

  it("gives a marker at a line's start to the sentence after it", async () => {
    const text = "It covers parts and labour.\nThe device weighs 340 grams.";
    const { sentences } = await run(text, [{ n: 2, at: text.indexOf("The device") }]);
    expect(sentences[1]).toMatchObject({ matched: false, support: "supported" });
  });

  it("returns nothing for an empty text", async () => {
    expect(await run("", [])).toEqual({ sentences: [], citations: [] });
  });
});

describe("citationGrammar", () => {
  it("names existing sources only", () => {
    expect(citationGrammar(2, "plain")).toContain('number ::= "1" | "2"');
    expect(citationGrammar(2, "r1")).toContain("citation:");
    expect(citationGrammar(0, "plain")).not.toContain("citation");
  });
});
