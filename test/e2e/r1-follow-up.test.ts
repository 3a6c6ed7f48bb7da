import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../lib/base/types.ts";
import { answerOf, ask } from "../ask.ts";
import { guideAndModelAreReady } from "../model-kills.ts";
import { type RunningFootnote, shared, startFootnote } from "../running.ts";

/** A follow-up in R1's own form, through the whole running Footnote: counted in tokens, not timed. */
const scripted = join(shared, "models", "tiny-r1-scripted.gguf");

describe.skipIf(!existsSync(scripted))("a follow-up with an R1 distill (skipped where ../shared is absent)", () => {
  let footnote: RunningFootnote;
  beforeAll(async () => {
    footnote = await startFootnote({ MODEL: scripted, GPU: "off" });
    await guideAndModelAreReady(footnote);
  });
  afterAll(() => footnote?.stop());

  it("evaluates at most 40 % of its prompt, as the rest is still in the cache", async () => {
    const first = await answerOf(ask(footnote, "How do I delete a document?"));
    const evaluated = ({ usage }: Answer) => usage.promptTokens - usage.cachedTokens;
    expect(first.usage.promptTokens).toBeGreaterThan(300);
    const { conversationId } = first;
    const followUps: Answer[] = [];
    for (const question of ["And what happens to it then?", "Why is that so?", "And how do I add it again?"])
      followUps.push(await answerOf(ask(footnote, question, { conversationId })));
    // One that the documents do not answer never reaches the model.
    const asked = followUps.filter(({ usage }) => usage.promptTokens > 0);
    expect(asked.length).toBeGreaterThan(0);
    for (const next of asked) {
      const { promptTokens } = next.usage;
      expect(evaluated(next)).toBeLessThan(promptTokens * 0.4);
    }
  });
});
