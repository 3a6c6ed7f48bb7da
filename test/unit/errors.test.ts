import { expect, test, vi } from "vitest";
import { asFootnoteError, FootnoteError } from "../../lib/base/errors.ts";

test("an error made by another copy of the module is one of ours, so that a page knows what a route's copy threw", async () => {
  vi.resetModules();
  const copy = await import("../../lib/base/errors.ts");
  expect(copy.FootnoteError).not.toBe(FootnoteError);
  const error = new copy.FootnoteError("not_signed_in", "You are not signed in.");
  expect(error).toBeInstanceOf(FootnoteError);
  expect(asFootnoteError(error)).toBe(error);
});

test("a kind of it is told from the others", () => {
  class Kind extends FootnoteError {}
  expect(new FootnoteError("cancelled", "It was paused.")).not.toBeInstanceOf(Kind);
  expect(new Kind("cancelled", "It was paused.")).toBeInstanceOf(Kind);
  expect(new Kind("cancelled", "It was paused.")).toBeInstanceOf(FootnoteError);
});

test("what is not ours is internal, and keeps its cause for the log", () => {
  for (const thrown of [new Error("a secret path"), "text", null, undefined, { code: "not_found" }]) {
    expect(thrown).not.toBeInstanceOf(FootnoteError);
    const shown = asFootnoteError(thrown);
    expect(shown.code).toBe("internal");
    expect(shown.cause).toBe(thrown);
    expect(shown.message).not.toContain("secret");
  }
});
