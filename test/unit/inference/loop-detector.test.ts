import { describe, expect, it } from "vitest";
import { LoopDetector } from "../../../lib/inference/engine/loop-detector.ts";

/** Index of the token that completes a loop, or null. */
function loopAt(tokens: number[], part: "thought" | "answer" = "thought"): number | null {
  const detector = new LoopDetector();
  for (const [index, token] of tokens.entries()) if (detector.push(token, part)) return index;
  return null;
}

const count = (length: number, from = 0) => Array.from({ length }, (_, n) => n + from);
const repeat = (passage: number[], times: number) => Array.from({ length: times }, () => passage).flat();

describe("the loop detector", () => {
  it("finds one token that comes over and over", () => {
    expect(loopAt([...count(20), ...repeat([7], 200)])).toBeLessThan(90);
  });

  it("finds a sentence that comes over and over, after it came four times", () => {
    const at = loopAt(repeat(count(30), 20));
    expect(at).toBeGreaterThan(60);
    expect(at).toBeLessThan(130);
  });

  it("finds a passage as long as a paragraph", () => {
    expect(loopAt(repeat(count(150), 8))).toBeLessThan(700);
  });

  it("is less patient with an answer, which may still quote a passage twice", () => {
    expect(loopAt(repeat(count(40), 20), "answer")).toBeLessThan(120);
    expect(loopAt(repeat(count(40), 20), "thought")).toBeGreaterThan(120);
    expect(loopAt([...repeat(count(40), 2), ...count(200, 500)], "answer")).toBeNull();
  });

  it("finds the same few sentences in changing order", () => {
    const sentences = [0, 1, 2, 3].map((n) => count(12, n * 100));
    const order = [0, 1, 2, 3, 1, 0, 3, 2, 0, 2, 1, 3, 3, 0, 2, 1];
    const tokens = repeat(order, 4).flatMap((n) => sentences[n] ?? []);
    expect(loopAt(tokens)).toBeLessThan(450);
  });

  it("leaves alone a text without repetition", () => {
    expect(loopAt(count(2000))).toBeNull();
  });

  it("leaves alone a list and a table, whose lines begin and end alike", () => {
    const lines = Array.from({ length: 60 }, (_, n) => [1, 2, 1000 + n, 3, 2000 + n, 4]);
    expect(loopAt(lines.flat())).toBeNull();
  });

  it("leaves alone a passage that is quoted twice", () => {
    expect(loopAt([...count(100), ...count(40, 500), ...count(100), ...count(60, 800)])).toBeNull();
  });
});
