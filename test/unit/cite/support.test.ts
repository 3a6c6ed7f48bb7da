import { describe, expect, it } from "vitest";
import { checkSupport, readWitness } from "../../../lib/cite/index.ts";

const check = (sentence: string, quote: string) => checkSupport(sentence, [readWitness(quote)]);
const support = (sentence: string, quote: string) => check(sentence, quote).support;

describe("checkSupport", () => {
  const quote = "In March 2022 the agency hired 1,200 engineers in Ohio, 12 percent more than before.";

  it.each([
    ["In March 2022 the agency hired 1,200 engineers in Ohio.", "supported"],
    ["The agency hired 1200 engineers in Ohio in March 2022.", "supported"],
    ["The agency hired 12% more engineers.", "supported"],
    ["In March 2022 the agency hired 1,300 engineers in Ohio.", "partial"],
    ["In May 2022 the agency hired 1,200 engineers in Ohio.", "partial"],
    ["In March 2022 the agency hired 1,200 engineers in Utah.", "partial"],
    ["In March 2022 the agency did not hire 1,200 engineers in Ohio.", "partial"],
    ["The agency hired 12 miles more engineers.", "partial"],
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
    const turned = check("Revenue decreased in the third quarter.", "Revenue increased in the third quarter.");
    expect(turned.support).not.toBe("supported");
    expect(turned.missing).toContain("opposite");
  });

  it("tells what is missing", () => {
    expect(check("It hired 1,300 engineers.", quote).missing).toEqual(["1300"]);
    expect(check("The agency hired painters in Ohio.", quote).missing).toEqual(["painters"]);
    expect(check("The council praised painters in Ohio.", quote).missing).toEqual(["council", "praised", "painters"]);
  });
});
