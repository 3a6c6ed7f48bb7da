import { describe, expect, it } from "vitest";
import { type Block, layOutAnswer } from "../../app/_components/answer/text/lay-out-answer.ts";
import type { Sentence } from "../../lib/base/types.ts";

const sentence = (text: string, part: string, more: Partial<Sentence> = {}): Sentence => {
  const start = text.indexOf(part);
  return {
    text: part,
    start,
    end: start + part.length,
    support: "supported",
    missing: [],
    citations: [],
    matched: false,
    ...more,
  };
};

/** Blocks as plain text with citations as ⟨n⟩, matched ones as ⟨n*⟩. */
const shown = (blocks: Block[]) =>
  blocks.map(
    ({ bullet, runs }) =>
      (bullet ? `${bullet} ` : "") +
      runs.map((run) => (run.kind === "text" ? run.text : `⟨${run.n}${run.matched ? "*" : ""}⟩`)).join(""),
  );

describe("laying out an answer", () => {
  it("turns markers of known numbers into citations and leaves others as text", () => {
    expect(shown(layOutAnswer("Costs rose [1][2]. See [9].", [], new Set([1, 2])))).toEqual([
      "Costs rose⟨1⟩⟨2⟩. See [9].",
    ]);
  });

  it("places a matched citation at the end of its sentence, once", () => {
    const text = "Costs rose. They fell [1].";
    const sentences = [
      sentence(text, "Costs rose. ", { citations: [2], matched: true }),
      sentence(text, "They fell [1].", { citations: [1] }),
    ];
    expect(shown(layOutAnswer(text, sentences, new Set([1, 2])))).toEqual(["Costs rose.⟨2*⟩ They fell⟨1⟩."]);
  });

  it("places matched citations of the last sentence and does not repeat a marker that follows a full stop", () => {
    const text = "Costs rose. [1] They fell.";
    const sentences = [
      sentence(text, "Costs rose.", { citations: [1] }),
      sentence(text, "They fell.", { citations: [2], matched: true }),
    ];
    expect(shown(layOutAnswer(text, sentences, new Set([1, 2])))).toEqual(["Costs rose.⟨1⟩ They fell.⟨2*⟩"]);
  });

  it("keeps which sentence each run belongs to", () => {
    const text = "One **two**. Three.";
    const sentences = [sentence(text, "One **two**."), sentence(text, "Three.")];
    const runs = layOutAnswer(text, sentences, new Set())[0]?.runs ?? [];
    expect(runs).toEqual([
      { kind: "text", at: 0, text: "One ", bold: false, code: false, sentence: 0 },
      { kind: "text", at: 6, text: "two", bold: true, code: false, sentence: 0 },
      { kind: "text", at: 11, text: ".", bold: false, code: false, sentence: 0 },
      { kind: "text", at: 12, text: " ", bold: false, code: false, sentence: null },
      { kind: "text", at: 13, text: "Three.", bold: false, code: false, sentence: 1 },
    ]);
  });

  it("reads paragraphs, lists and headings, and never anything as HTML", () => {
    const text = "# Steps\nFirst:\n\n- add <b>files</b>\n2. ask\n\n```\n[1] **x**\n```";
    expect(shown(layOutAnswer(text, [], new Set([1])))).toEqual([
      "Steps",
      "First:",
      "• add <b>files</b>",
      "2. ask",
      "[1] **x**",
    ]);
  });

  it("shows text that is still arriving, its last mark unclosed", () => {
    expect(shown(layOutAnswer("It **is", [], new Set()))).toEqual(["It is"]);
    expect(layOutAnswer("", [], new Set())).toEqual([]);
  });
});
