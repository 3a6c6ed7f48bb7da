import { afterAll, beforeAll, expect, test } from "vitest";
import { guideAndModelAreReady, killWhileAnswering } from "../model-kills.ts";
import { type RunningFootnote, startFootnote } from "../running.ts";

/** As `node test/bench/model-kills.mjs 50`, a few times: two are answered and one waits when the model process ends. */
let footnote: RunningFootnote;
beforeAll(async () => {
  footnote = await startFootnote({ ANSWER_TOKENS: "400" });
  await guideAndModelAreReady(footnote);
});
afterAll(() => footnote?.stop());

test("the model process ends three times in mid-answer: all are told, the web process stays, the model comes back", async () => {
  const web = footnote.pid("web");
  for (let n = 0; n < 3; n++) {
    const { statuses, notes, webPid } = await killWhileAnswering(footnote, 3);
    expect(webPid).toBe(web);
    expect(statuses).toContain("failed");
    // Whoever was not done when it ended hears what to do.
    for (const [index, status] of statuses.entries()) if (status === "failed") expect(notes[index]).toMatch(/again/);
  }
});
