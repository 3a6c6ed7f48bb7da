import { describe, expect, it } from "vitest";
import { checkSupport } from "../../../lib/cite/index.ts";

const support = (sentence: string, quote: string, similarity: number | null = null) =>
  checkSupport(sentence, quote, similarity).support;

describe("checkSupport", () => {
  const quote = "In March 2022 the agency hired 1,200 engineers in Ohio, 12 percent more than before.";

  it.each([
    ["In March 2022 the agency hired 1,200 engineers in Ohio.", "supported"],
    ["The agency hired 1200 engineers in Ohio in March 2022.", "supported"],
    ["The agency hired 12% more engineers.", "supported"],
    ["In March 2022 the agency hired 1,300 engineers in Ohio.", "unverified"],
    ["In May 2022 the agency hired 1,200 engineers in Ohio.", "partial"],
    ["In March 2022 the agency hired 1,200 engineers in Utah.", "partial"],
    ["In March 2022 the agency did not hire 1,200 engineers in Ohio.", "unverified"],
    ["The agency hired 12 miles more engineers.", "unverified"],
    ["Cats sleep on warm roofs.", "unverified"],
  ])("finds %j %s", (sentence, expected) => expect(support(sentence, quote)).toBe(expected));

  it("takes a rounded figure with its scale for the table's exact one", () => {
    const row = "Total net sales \t$ \t82,959 $ \t81,434";
    expect(support("Total net sales were $82,959 million.", row)).toBe("supported");
    expect(support("Total net sales were $83.0 billion.", row)).toBe("supported");
    expect(support("Total net sales were $84.0 billion.", row)).not.toBe("supported");
  });

  it("reads number words and hyphenated line ends", () => {
    expect(support("The warranty lasts 12 months.", "The war-\nranty lasts twelve months.")).toBe("supported");
  });

  it("notices a statement turned round without a not", () => {
    const check = checkSupport(
      "Revenue decreased in the third quarter.",
      "Revenue increased in the third quarter.",
      0.97,
    );
    expect(check.support).not.toBe("supported");
    expect(check.missing).toContain("opposite");
  });

  it("tells what is missing", () => {
    expect(checkSupport("It hired 1,300 engineers.", quote, null).missing).toEqual(["1300"]);
  });
});
