import { describe, expect, it } from "vitest";
import { findDisagreements } from "../../../lib/cite/index.ts";

const quoted = (documentId: string, text: string) => ({
  documentId,
  documentName: `${documentId} 2022.pdf`,
  page: 1,
  pageLabel: "1",
  start: 0,
  end: text.length,
  text,
});
const find = (question: string, one: string, other: string) =>
  findDisagreements(question, [quoted("a", one), quoted("b", other)]);

describe("findDisagreements", () => {
  it("shows two values for the same thing side by side", () => {
    const [found] = find(
      "How many employees work in Berlin?",
      "In Berlin 1,200 employees work for us.",
      "In Berlin 1,350 employees work for us.",
    );
    expect(found?.quotes.map((quote) => [quote.documentId, quote.value, quote.date])).toEqual([
      ["a", "1,200", "2022"],
      ["b", "1,350", "2022"],
    ]);
    expect(found?.subject).toContain("Berlin");
  });

  it.each([
    ["equal values", "In Berlin 1,200 employees work.", "In Berlin 1200 employees work."],
    ["different years", "In 2021 Berlin had 1,200 employees.", "In 2022 Berlin had 1,350 employees."],
    ["different subjects", "In Berlin 1,200 employees work.", "The Paris office has 90 desks."],
    ["different units", "The Berlin employees work 40 hours.", "The Berlin employees work 5 days."],
    ["no values", "Employees work in Berlin.", "Employees work in Paris."],
  ])("finds none for %s", (_, one, other) =>
    expect(find("How many employees work in Berlin?", one, other)).toEqual([]),
  );

  it("finds none within one document", () => {
    const quotes = [quoted("a", "In Berlin 1,200 employees work."), quoted("a", "In Berlin 1,350 employees work.")];
    expect(findDisagreements("How many employees work in Berlin?", quotes)).toEqual([]);
  });
});
