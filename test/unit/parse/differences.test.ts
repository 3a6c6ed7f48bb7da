import { expect, it } from "vitest";
import { differences } from "../../../lib/parse/differences.ts";

it("name a figure, a code or a name in capitals that two readers see differently, and where", () => {
  const text = "The deposit of 1,250 EUR for unit KX-7719 of ACME is due.";
  const [figure, code, name, ...more] = differences(
    text,
    "The deposit of 1,290 EUR for unit KX-7719 of ACNE is due.".replace("KX-7719", "KX-7119"),
  );
  expect(figure?.text).toContain("“1,250” or “1,290”");
  expect(text.slice(figure?.start, figure?.end)).toBe("1,250");
  expect(code?.text).toContain("“KX-7719” or “KX-7119”");
  expect(name?.text).toContain("“ACME” or “ACNE”");
  expect(more).toEqual([]);
});

it("are none where the readers only order, space, glue or repeat text differently", () => {
  const text = "Sales were 12,450 ¹ in 2021.\nG U A R A N T E E of 36 months\nCode AB-7719";
  const witness = "Code AB-\n7719\nSales were 12,4501 in 2021.\nGUARANTEE of 36 months";
  expect(differences(text, witness)).toEqual([]);
  expect(differences("Deposit 1200 EUR", "DDeeppoossiitt 11220000 EEUURR")).toEqual([]);
  expect(differences("A page with 17 figures", "")).toEqual([]);
});

it("take time that grows with the page, not with its square", () => {
  const numbers = (seed: number) => Array.from({ length: 20_000 }, (_, index) => String(index * 7919 + seed)).join(" ");
  expect(differences(numbers(0), numbers(3)).length).toBeLessThan(10);
});
