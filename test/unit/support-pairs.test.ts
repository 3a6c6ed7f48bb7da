import { beforeAll, describe, expect, it } from "vitest";
import { hasSamples, readSamplePages, type SamplePages } from "../fixtures/sample-pages.ts";
import { type ChangeKind, changers } from "../fixtures/support/changes.ts";
import { makePairs, type PairKind, type SupportPair } from "../fixtures/support/make-pairs.ts";
import { createRandom } from "../fixtures/support/seeded.ts";

const change = (kind: ChangeKind, sentence: string) => changers[kind](sentence, createRandom(7));

describe("changing a sentence", () => {
  it("exchanges a quantity for another one of the same form", () => {
    expect(change("number", "The fleet has 1,250 buses.")?.to).toMatch(/^\d,\d{3}$/);
    expect(change("number", "One in four homes is at risk from it.")?.from).toBe("four");
  });

  it("takes no year, date or number of a law for a quantity", () => {
    expect(change("number", "Executive Order 13985 was signed on January 20, 2021.")).toBeNull();
  });

  it("exchanges a unit only behind a number", () => {
    expect(change("unit", "It takes 20 days.")?.text).toBe("It takes 20 weeks.");
    expect(change("unit", "Those were the days.")).toBeNull();
  });

  it("leaves a longer name alone that begins like a known one", () => {
    expect(change("name", "Only DeepSeek-R1-Distill was tested.")).toBeNull();
    expect(change("name", "The report of EPA is out.")?.from).toBe("EPA");
  });

  it("puts a not in and takes one out", () => {
    expect(change("negation", "The model will answer.")?.text).toBe("The model will not answer.");
    expect(change("negation", "The model does not answer.")?.text).toBe("The model does answer.");
    expect(change("negation", "The model cannot answer.")?.text).toBe("The model can answer.");
  });

  it("gives up where the old words would still stand elsewhere in the sentence", () => {
    expect(change("date", "From 2020 to the end of 2020 nothing happened.")).toBeNull();
  });
});

/** What an exchange of each kind must look like. */
const shapes: Record<ChangeKind, RegExp> = {
  number: /^(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten)$/,
  unit: /^ ?(?:per thousand|percent|%|°[FC]|[a-z ]+)$/,
  name: /^(?:the )?\p{Lu}[\p{L}\d’.\- ]*$/u,
  date: /^(?:(?:18|19|20)\d\d|January|February|March|April|May|June|July|August|September|October|November|December)$/,
  negation: /^(?:not ?|cannot|can|)$/,
};

describe.skipIf(!hasSamples)("support pairs from the samples (skipped where ../shared is absent)", () => {
  let pages: SamplePages;
  let pairs: SupportPair[];
  const ofKind = (kind: PairKind) => pairs.filter((pair) => pair.kind === kind);

  beforeAll(async () => {
    pages = await readSamplePages();
    pairs = makePairs(pages);
  });

  it("are many enough of every kind", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(600);
    const changed = pairs.filter((pair) => ["number", "name", "date", "negation"].includes(pair.kind));
    expect(changed.length).toBeGreaterThanOrEqual(500);
    expect(ofKind("unit").length).toBeGreaterThanOrEqual(50);
    expect(ofKind("other-document").length).toBeGreaterThanOrEqual(100);
  });

  it("are the same on every run", () => {
    expect(makePairs(pages)).toEqual(pairs);
  });

  it("quote the page word for word", () => {
    for (const { id, source } of pairs) {
      const text = pages.get(source.document)?.[source.page - 1];
      expect(text?.slice(source.start, source.end), id).toBe(source.quote);
    }
  });

  it("have a true sentence whose words are mostly the quote's", () => {
    for (const { id, source, supported, form } of pairs) {
      if (form === "verbatim") expect(supported, id).toBe(source.quote.replace(/\s+/g, " "));
      const quote = new Set(source.quote.toLowerCase().match(/[\p{L}\d]+/gu));
      const words = supported.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
      expect(words.filter((word) => quote.has(word)).length / words.length, id).toBeGreaterThan(0.7);
    }
  });

  it("differ from the true sentence in the named way and in nothing else", () => {
    for (const pair of pairs) {
      if (pair.kind === "other-document") continue;
      const { from, to } = pair.changed ?? { from: "", to: "" };
      expect(from, pair.id).toMatch(shapes[pair.kind]);
      expect(to, pair.id).toMatch(shapes[pair.kind]);
      expect(pair.unsupported, pair.id).not.toBe(pair.supported);
      expect(undone(pair, from, to), pair.id).toContain(pair.supported);
    }
  });

  it("take the false sentence from another document where they say so", () => {
    for (const pair of ofKind("other-document")) {
      const own = (pages.get(pair.source.document) ?? []).join(" ").replace(/\s+/g, " ");
      expect(own.includes(pair.unsupported), pair.id).toBe(false);
    }
  });
});

/** All sentences that come of putting `from` back for one `to` in the false sentence. */
function undone(pair: SupportPair, from: string, to: string): string[] {
  const { unsupported, supported } = pair;
  if (to === "") {
    const at = supported.indexOf(from);
    return [`${unsupported.slice(0, at)}${from}${unsupported.slice(at)}`];
  }
  const inserted = from === "" ? ` ${to}` : to;
  const results: string[] = [];
  for (let at = unsupported.indexOf(inserted); at >= 0; at = unsupported.indexOf(inserted, at + 1))
    results.push(`${unsupported.slice(0, at)}${from}${unsupported.slice(at + inserted.length)}`);
  return results;
}
