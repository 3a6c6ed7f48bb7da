import { describe, expect, it } from "vitest";
import { ThinkSplitter, withoutThoughts } from "../../lib/base/text/think-splitter.ts";

/** Reasoning and text of a stream that arrives in pieces of `size` characters. */
function split(stream: string, size: number, startsThinking = false) {
  const splitter = new ThinkSplitter({ startsThinking });
  const pieces = stream.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const out = { reasoning: "", text: "" };
  for (const piece of [...pieces.flatMap((text) => splitter.push(text)), ...splitter.flush()])
    out[piece.kind] += piece.delta;
  return { ...out, lateClose: splitter.lateClose };
}

describe.each([1, 2, 3, 7, 1000])("a stream in pieces of %i characters", (size) => {
  it("gives the thought and the text apart, without the tags", () => {
    const found = split("<think>\nTwo sources.\n</think>\n\nTwelve months.", size);
    expect(found).toMatchObject({ reasoning: "Two sources.\n", text: "Twelve months." });
  });

  it("takes all before a lone closing tag for thought when the template opened it", () => {
    expect(split("Two sources.</think>Twelve.", size, true)).toMatchObject({
      reasoning: "Two sources.",
      text: "Twelve.",
    });
  });

  it("shows an empty thought as none", () => {
    expect(split("<think>\n\n</think>\n\nTwelve.", size)).toMatchObject({ reasoning: "", text: "Twelve." });
  });

  it("keeps angle brackets that are no tags", () => {
    expect(split("a < b and <b>c</b> </thin", size).text).toBe("a < b and <b>c</b> </thin");
  });

  it("says that a closing tag came without its opening one", () => {
    expect(split("Two sources.</think>Twelve.", size).lateClose).toBe(true);
  });
});

describe("an earlier answer in the history", () => {
  it.each([
    ["<think>\nHm.\n</think>\n\nTwelve.", "Twelve."],
    ["Hm.</think>Twelve.", "Twelve."],
    ["Twelve.", "Twelve."],
    ["<think>Hm, never closed", ""],
  ])("holds no thoughts: %j", (text, expected) => {
    expect(withoutThoughts(text)).toBe(expected);
  });
});
