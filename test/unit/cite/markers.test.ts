import { describe, expect, it } from "vitest";
import { createCitationParser } from "../../../lib/cite/markers.ts";

/** Feeds a text in pieces of `size` characters. */
function parse(text: string, sourceCount = 3, size = text.length) {
  const parser = createCitationParser(sourceCount);
  let shown = "";
  const markers: [number, string][] = [];
  const take = (part: ReturnType<typeof parser.push>) => {
    shown += part.text;
    for (const marker of part.markers) markers.push([marker.n, shown.slice(0, marker.at)]);
  };
  for (let i = 0; i < text.length; i += Math.max(1, size)) take(parser.push(text.slice(i, i + Math.max(1, size))));
  take(parser.end());
  return { shown, numbers: markers.map(([n]) => n), places: markers.map(([, before]) => before) };
}

describe("createCitationParser", () => {
  it.each([
    ["It is twelve months [1].", "It is twelve months.", [1]],
    ["It is twelve months.[1][2] Then", "It is twelve months. Then", [1, 2]],
    ["Both [1, 2] say so.", "Both say so.", [1, 2]],
    ["R1 writes [citation:3][citation:1].", "R1 writes.", [3, 1]],
    ["R1 also [citation:1, citation:2].", "R1 also.", [1, 2]],
    ["Wide 【1】 and ［2］.", "Wide and.", [1, 2]],
    ["Range [1-3].", "Range.", [1, 2, 3]],
    ["Twice [[1]].", "Twice.", [1]],
    ["Word [Source 2].", "Word.", [2]],
    ["OpenAI 【2†source】.", "OpenAI.", [2]],
    ["With a page [citation:2, p. 4].", "With a page.", [2]],
    ["Months [1]and more", "Months and more", [1]],
    ["Unknown [9] and [0] and [citation:77] go.", "Unknown and and go.", []],
    ["Wide digits [１].", "Wide digits.", [1]],
    ["Not a marker [sic] or [see below] (1).", "Not a marker [sic] or [see below] (1).", []],
    ["a <b and <think>hidden [1]</think>c [2]", "a <b and c", [2]],
    ["half [citation:", "half", []],
    ["half [1", "half", []],
    ["[1] leads the line", "leads the line", [1]],
    ["- one [1]\n- two [2]\n", "- one\n- two\n", [1, 2]],
  ])("reads %j the same whole and in pieces", (text, shown, numbers) => {
    for (const size of [text.length, 1, 2, 3, 5]) {
      const parsed = parse(text, 3, size);
      expect(parsed.shown.trim(), `pieces of ${size}`).toBe(shown.trim());
      expect(parsed.numbers, `pieces of ${size}`).toEqual(numbers);
    }
  });

  it("says where each marker stood", () => {
    expect(parse("One [1]. Two.[2]", 3, 2).places).toEqual(["One", "One. Two."]);
  });

  it("lets no bracketed number through, whatever surrounds it", () => {
    const alphabet = [
      "[",
      "]",
      "【",
      "】",
      "1",
      "12",
      "99",
      "citation",
      ":",
      ",",
      " ",
      "-",
      "\n",
      "a",
      "<think>",
      "</think>",
      "source",
      ".",
    ];
    let seed = 1;
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed;
    };
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 12 }, () => alphabet[next() % alphabet.length]).join("");
      const { shown, numbers } = parse(text, 12, 1 + (next() % 4));
      expect(shown, text).not.toMatch(/[[【]\s*(?:citation\s*:?)?\s*\d+\s*[\]】]/);
      expect(numbers.every((n) => n >= 1 && n <= 12)).toBe(true);
    }
  });
});
