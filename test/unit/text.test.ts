import { describe, expect, it } from "vitest";
import {
  contentWords,
  normaliseWithMap,
  originalWords,
  splitSentences,
  stem,
  words,
} from "../../lib/base/text/index.ts";

const sentences = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe("normaliseWithMap", () => {
  it("undoes ligatures, hyphenation and soft hyphens, and maps every character back", () => {
    const original = "the ﬁrst  align-\nment of DeepSeek-\nR1 con\u00ADtext";
    const { text, map } = normaliseWithMap(original);
    expect(text).toBe("the first alignment of DeepSeek-\nR1 context");
    const at = text.indexOf("alignment");
    expect(original.slice(map[at], map[at + "alignment".length])).toBe("align-\nment ".trimEnd());
    expect(map[text.length]).toBe(original.length);
    expect(map.length).toBe(text.length + 1);
  });

  it("keeps lines apart and drops white space at the ends", () => {
    expect(normaliseWithMap("  a \t b \n\n c\u200B ").text).toBe("a b\nc");
  });

  it("never goes backwards", () => {
    const { map } = normaliseWithMap("ﬃ e\u0301 Ａ１ 𝒳\u00AD\nq ½");
    for (let i = 1; i < map.length; i++) expect(map[i]).toBeGreaterThanOrEqual(map[i - 1] ?? 0);
  });
});

describe("splitSentences", () => {
  it("keeps abbreviations, initials, figures and decimals inside a sentence", () => {
    expect(
      sentences("Smith et al. (2020) show it in Fig. 3 of the U.S. report. J. R. Doe, No. 5, got 3.5 points."),
    ).toEqual(["Smith et al. (2020) show it in Fig. 3 of the U.S. report.", "J. R. Doe, No. 5, got 3.5 points."]);
  });

  it("ends a sentence at an abbreviation when a new one plainly begins", () => {
    expect(sentences("It is made in the U.S. The price is low.")).toEqual([
      "It is made in the U.S.",
      "The price is low.",
    ]);
  });

  it("joins the lines of a paragraph and parts headings and bullets", () => {
    const text =
      "1.1. Contributions\nPost-Training: Large-Scale Learning\n• We directly apply RL to the base model without relying on fine-tuning as\na preliminary step. This allows it.\n• We introduce our pipeline to develop the model and much more, which is the\nsecond point.";
    expect(sentences(text)).toEqual([
      "1.1. Contributions",
      "Post-Training: Large-Scale Learning",
      "• We directly apply RL to the base model without relying on fine-tuning as\na preliminary step.",
      "This allows it.",
      "• We introduce our pipeline to develop the model and much more, which is the\nsecond point.",
    ]);
  });

  it("takes each table row for itself", () => {
    const text = "Net income \t$ \t19,442 $ \t21,744\nDROP (3-shot F1) 88.3 83.7 91.6\nTable 4 | Comparison of models.";
    expect(sentences(text)).toEqual([
      "Net income \t$ \t19,442 $ \t21,744",
      "DROP (3-shot F1) 88.3 83.7 91.6",
      "Table 4 | Comparison of models.",
    ]);
  });

  it("takes the lines of a form apart", () => {
    const text =
      "Location: Chevroux, France Accident Number: DEN08WA042\nAircraft: Reims F172 M Aircraft Damage: Destroyed\nFlight Time: 102 hours (Total, all aircraft), 23 hours (Last 90\ndays, all aircraft)";
    expect(sentences(text)).toEqual([
      "Location: Chevroux, France Accident Number: DEN08WA042",
      "Aircraft: Reims F172 M Aircraft Damage: Destroyed",
      "Flight Time: 102 hours (Total, all aircraft), 23 hours (Last 90\ndays, all aircraft)",
    ]);
  });

  it("keeps identifiers on lines of their own out of sentences", () => {
    const text =
      "The agency plans to restore the buildings over the next five years.\n_01706cde-bb4e-11ec-92ad-fdbb1883ea00\nPLACEHOLDER_25\nIt starts soon.";
    expect(sentences(text)).toEqual([
      "The agency plans to restore the buildings over the next five years.",
      "_01706cde-bb4e-11ec-92ad-fdbb1883ea00",
      "PLACEHOLDER_25",
      "It starts soon.",
    ]);
  });

  it("splits Chinese sentences", () => {
    expect(sentences("这是第一句。这是第二句！")).toEqual(["这是第一句。", "这是第二句！"]);
  });

  it("returns nothing for white space", () => {
    expect(splitSentences(" \n\t ")).toEqual([]);
  });
});

describe("words", () => {
  it("brings numbers to one form and leaves possessives out", () => {
    expect(words("Apple's $82,959.00 in 2022").map((word) => word.form)).toEqual(["appl", "82959", "in", "2022"]);
  });

  it("keeps codes whole", () => {
    expect(words("DEN08WA042 and a B737").map((word) => word.form)).toContain("den08wa042");
  });

  it("meets the forms of one word", () => {
    for (const [one, other] of [
      ["policies", "policy"],
      ["strategies", "strategy"],
      ["training", "trained"],
      ["increased", "increases"],
      ["planned", "planning"],
      ["companies", "company"],
    ] as const) {
      expect(stem(one), `${one} ~ ${other}`).toBe(stem(other));
    }
  });

  it("finds words across hyphenated line ends and ligatures in the original", () => {
    const original = "human pref-\nerences and eﬀorts";
    const found = originalWords(original).map((word) => [word.form, original.slice(word.start, word.end)]);
    expect(found).toEqual([
      ["human", "human"],
      ["preferenc", "pref-\nerences"],
      ["and", "and"],
      ["effort", "eﬀorts"],
    ]);
  });

  it("leaves stop words out, unless there is nothing else", () => {
    expect(contentWords("What is the net income?").map((word) => word.form)).toEqual(["net", "incom"]);
    expect(contentWords("who is it").length).toBeGreaterThan(0);
  });
});
