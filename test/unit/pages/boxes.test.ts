import { describe, expect, it } from "vitest";
import { boxesOf, placesOf } from "../../../lib/base/boxes.ts";
import type { PlacedWord } from "../../../lib/base/types.ts";

/** Words of a text, set in lines 20 points apart and letters 10 points wide; a tab or a new column is a place of its own. */
function set(text: string, x = 50, y = 100): PlacedWord[] {
  return text.split("\n").flatMap((line, number) => {
    const from = text.split("\n").slice(0, number).join("\n").length + (number > 0 ? 1 : 0);
    return [...line.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
      start: from + index,
      end: from + index + word.length,
      x: x + index * 10,
      y: y + number * 20,
      width: word.length * 10,
      height: 12,
    }));
  });
}

describe("where a quote stands", () => {
  const text = "The fee is 90 euros\nfor each new boat";
  const words = set(text);

  it("is one box a line", () => {
    expect(boxesOf(words, 4, text.indexOf(" each"))).toEqual([
      [90, 100, 150, 12],
      [50, 120, 30, 12],
    ]);
  });

  it("is a part of a word where only that is quoted", () => {
    expect(boxesOf(words, 1, 3)).toEqual([[60, 100, 20, 12]]);
  });

  it("is a box in each column that it runs through, and in none between", () => {
    const columns: PlacedWord[] = [
      { start: 0, end: 5, x: 50, y: 700, width: 50, height: 12 },
      { start: 6, end: 10, x: 350, y: 60, width: 40, height: 12 },
    ];
    expect(boxesOf(columns, 0, 10)).toEqual([
      [50, 700, 50, 12],
      [350, 60, 40, 12],
    ]);
  });

  it("is the second of three when the second is quoted", () => {
    const repeated = "paid 40\npaid 40\npaid 40";
    expect(boxesOf(set(repeated), 8, 15)).toEqual([[50, 120, 70, 12]]);
  });

  it("runs down where the line does", () => {
    const column: PlacedWord[] = [{ start: 0, end: 10, x: 300, y: 100, width: 12, height: 120 }];
    expect(boxesOf(column, 5, 10)).toEqual([[300, 160, 12, 60]]);
  });

  it("names the characters of each box, which together are the quote without its blanks", () => {
    const places = placesOf(words, 4, 30);
    const quoted = places.map(({ start, end }) => text.slice(start, end)).join("");
    expect(quoted.replace(/\s/g, "")).toBe(text.slice(4, 30).replace(/\s/g, ""));
  });

  it("is nowhere for a page without places", () => {
    expect(boxesOf([], 0, 10)).toEqual([]);
  });
});
