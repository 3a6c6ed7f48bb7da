import { describe, expect, it } from "vitest";
import { pageList, timeLeft, when } from "../../app/_components/data/format.ts";

describe("a document in words", () => {
  it("names pages in runs", () => {
    expect(pageList([3])).toBe("page 3");
    expect(pageList([9, 3, 7, 8])).toBe("pages 3 and 7 to 9");
    expect(pageList([1, 3, 5])).toBe("pages 1, 3 and 5");
  });

  it("tells days and the time left in words", () => {
    const now = new Date(2026, 10, 23, 12);
    expect(when(new Date(2026, 10, 23, 9).toISOString(), now)).toMatch(/^today 9/);
    expect(when(new Date(2026, 10, 22, 23).toISOString(), now)).toMatch(/^yesterday 11|^yesterday 23/);
    expect(when("not a date", now)).toBe("");
    expect([3, 37, 200].map(timeLeft)).toEqual(["a few seconds left", "about 40 s left", "about 4 min left"]);
  });
});
