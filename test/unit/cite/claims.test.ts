import { describe, expect, it } from "vitest";
import { readClaim } from "../../../lib/cite/claims.ts";
import { cite } from "../../../lib/cite/index.ts";

describe("readClaim", () => {
  it.each([
    ["Based on the given passages, the trap holds crabs.", "the trap holds crabs."],
    ["According to passage 2, peel them first.", "peel them first."],
    ["Passage 1 states that it cannot be recovered.", "it cannot be recovered."],
    ["3. Attach the net with a staple gun (Passage 1:4).", "Attach the net with a staple gun."],
    ["* **White**: Purity", "White: Purity"],
    ["The report of 2021 says so.", "The report of 2021 says so."],
  ])("leaves of %j what it claims", (sentence, claim) => expect(readClaim(sentence)).toBe(claim));

  it.each([
    "What is a caldera?",
    "Sure!",
    "Differences:",
    "Here are the steps to reset it.",
    "Unable to answer based on given passages.",
    "The sources do not mention a price.",
    "**",
  ])("finds no claim in %j", (sentence) => expect(readClaim(sentence)).toBeNull());
});

/** Marks each claim of a text against pages, one source each. */
async function marks(text: string, ...pages: string[]) {
  const sources = pages.map((page, index) => ({
    n: index + 1,
    documentId: String(index),
    documentName: "d.pdf",
    spans: [{ page: 1, start: 0, end: page.length }],
    headings: [],
    text: page,
    score: 1,
  }));
  return cite({ text, markers: [], sources }, { pageText: async (id) => pages[Number(id)] ?? "" });
}

describe("marks", () => {
  const oven = "Set the oven to 450 degrees and bake the bread for thirty minutes.";

  it("says that a witness says otherwise about the same thing", async () => {
    const { sentences, citations } = await marks("Set the oven to 375 degrees and bake the bread.", oven);
    expect(sentences).toMatchObject([{ support: "contradicted", missing: ["375"], citations: [1] }]);
    expect(citations[0]?.quote).toBe(oven);
    expect((await marks("Do not bake the bread for thirty minutes.", oven)).sentences[0]?.support).toBe("contradicted");
  });

  it("not where another passage gives that figure, or the witness speaks of something else", async () => {
    const other = "For small loaves the oven stands at 375 degrees.";
    const { sentences } = await marks("Set the oven to 375 degrees and bake the bread.", oven, other);
    expect(sentences[0]?.support).not.toBe("contradicted");
    expect((await marks("Set the kiln to 375 degrees for painted clay.", oven)).sentences[0]?.support).not.toBe(
      "contradicted",
    );
  });

  it("cites two passages together where one alone does not bear the sentence out", async () => {
    const { sentences, citations } = await marks(
      "Succinate is taken once daily, whereas tartrate clears the bloodstream quickly.",
      "Succinate is taken once daily.",
      "Tartrate clears the bloodstream quickly.",
    );
    expect(sentences[0]).toMatchObject({ support: "supported", citations: [1, 2] });
    expect(citations.map(({ documentId }) => documentId).sort()).toEqual(["0", "1"]);
  });

  it("leaves questions and lead-ins unmarked", async () => {
    const { sentences } = await marks(
      "Here are the steps:\n1. Bake the bread for thirty minutes.\nAnything else?",
      oven,
    );
    expect(sentences.map(({ text }) => text)).toEqual(["1. Bake the bread for thirty minutes."]);
  });
});
