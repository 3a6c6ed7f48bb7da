import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { detectDecline } from "../../../lib/cite/index.ts";

interface Recorded {
  id: string;
  kind: string;
  evidence: string[];
  text: string;
}

const read = (name: string): Recorded[] =>
  readFileSync(new URL(`../../fixtures/refusals/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const MARKER = /\s*\[(?:citation:)?\d+\]/g;
const judge = ({ text, evidence }: Recorded, withMarkers: boolean) =>
  detectDecline({
    text: text.replace(MARKER, ""),
    sources: evidence,
    cited: withMarkers ? (text.match(MARKER)?.length ?? 0) : 0,
  });

describe("detectDecline", () => {
  it("finds at least 95 of 100 recorded refusals", () => {
    const refusals = read("refusals");
    const missed = refusals.filter((one) => !judge(one, true).declined);
    expect(missed.length / refusals.length, missed.map((one) => one.id).join()).toBeLessThanOrEqual(0.05);
  });

  it.each([true, false])("takes at most 2 of 100 ordinary answers for one (markers kept: %s)", (withMarkers) => {
    const ordinary = read("ordinary");
    const taken = ordinary.filter((one) => judge(one, withMarkers).declined);
    expect(taken.length / ordinary.length, taken.map((one) => one.id).join()).toBeLessThanOrEqual(0.02);
  });

  it("does not take a quoted refusal for one", () => {
    const sources = ['The bot replied "Sorry, that\'s beyond my current scope" in 14 tests.'];
    expect(
      detectDecline({ text: 'It replied "Sorry, that\'s beyond my current scope" in 14 tests.', sources, cited: 0 })
        .declined,
    ).toBe(false);
  });

  it("does not call an empty text a refusal", () => {
    expect(detectDecline({ text: " ", sources: ["x"], cited: 0 }).declined).toBe(false);
  });
});
