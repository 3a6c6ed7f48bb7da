import { describe, expect, it } from "vitest";
import { findEvidence } from "../../../lib/answer/find-evidence.ts";
import { answer } from "../../../lib/answer/index.ts";
import { createRecentHits } from "../../../lib/answer/recent-hits.ts";
import { FootnoteError } from "../../../lib/base/errors.ts";
import type { Answer } from "../../../lib/base/types.ts";
import { createEnergyMeter } from "../../../lib/energy/index.ts";
import type { GeneratorInfo } from "../../../lib/generate/types.ts";
import {
  collect,
  dependencies,
  documents,
  HOW_LONG,
  request,
  says,
  scripted,
  usage,
} from "../../fixtures/answer-line.ts";
import { running } from "../../fixtures/running-model.ts";

describe("answer", () => {
  it("shows evidence before the model speaks, then text without markers, then citations that quote the page", async () => {
    const { deps, kept, pageText } = dependencies(
      scripted(() => says("The warranty lasts twelve", " months [", "1].")),
    );
    const { types, made, all } = await collect(answer(deps, request(HOW_LONG)));
    expect(types.indexOf("evidence")).toBeLessThan(types.indexOf("text"));
    expect(made.status).toBe("answered");
    expect(made.text).toBe("The warranty lasts twelve months.");
    expect(made.sentences).toMatchObject([{ support: "supported", matched: false, citations: [1] }]);
    const [citation] = made.citations;
    expect(citation?.quote).toBe("The warranty lasts twelve months from delivery.");
    expect((await pageText("warranty", 1)).slice(citation?.start, citation?.end)).toBe(citation?.quote);
    expect(all.map((event) => (event.type === "text" ? event.delta : "")).join("")).toBe(made.text);
    expect(made.coverage.unreadable[0]?.pages).toEqual([7]);
    expect(kept).toEqual([made]);
  });

  it("tells how many documents were still on their way, whether it found something or not", async () => {
    const { deps } = dependencies(scripted(() => says("The warranty lasts twelve months [1].")));
    const pending = async () => 3;
    for (const question of [HOW_LONG, "Who painted the ceiling of the chapel?"]) {
      expect((await collect(answer({ ...deps, pending }, request(question)))).made.coverage.pending).toBe(3);
    }
  });

  it("finds the source of a sentence that the model left bare, and says that it was matched", async () => {
    const { deps } = dependencies(scripted(() => says("Batteries are covered for six months only.")));
    const { made } = await collect(answer(deps, request("How long are batteries covered by the warranty?")));
    expect(made.sentences[0]).toMatchObject({ support: "supported", matched: true });
    expect(made.citations[0]).toMatchObject({ documentId: "warranty", page: 2 });
  });

  it("marks a sentence with a wrong number as not supported", async () => {
    const { deps } = dependencies(scripted(() => says("The warranty lasts thirty months from delivery [1].")));
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expect(made.sentences[0]?.support).not.toBe("supported");
  });

  it("counts no citation from inside reasoning", async () => {
    const { deps } = dependencies(
      scripted(async function* () {
        yield { type: "reasoning", delta: "Source [citation:2] says [1]." };
        yield* says("I cannot tell.");
      }),
    );
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expect(made.reasoning).toContain("[citation:2]");
    expect(made.citations).toEqual([]);
  });

  it("refuses without asking the model when nothing is near enough", async () => {
    const generator = scripted(() => says("never"));
    const { deps } = dependencies(generator);
    const { made } = await collect(answer(deps, request("Who composed the opera about the Norwegian volcano?")));
    expect(made.status).toBe("no_evidence");
    expect(made.evidence.length).toBeLessThanOrEqual(3);
    expect(generator.asked).toEqual([]);
  });

  it("quotes the evidence and says what is wrong when no model is there", async () => {
    const generator = scripted(() => says("never"));
    generator.info = async () => {
      throw new FootnoteError("model_unavailable", "The model is still loading.", { hint: "Ask again in a moment." });
    };
    const { deps, kept } = dependencies(generator);
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    const note =
      "The model is still loading. Ask again in a moment. Meanwhile, these are the documents' own sentences.";
    expect(made).toMatchObject({ status: "quoted", note, text: expect.stringContaining("twelve months") });
    expect(made.evidence.length).toBeGreaterThan(0);
    expect(kept).toHaveLength(1);
  });

  it("keeps what was received, citations resolved, when the model ends in mid-answer", async () => {
    const { deps } = dependencies(
      scripted(async function* () {
        yield { type: "text", delta: "The warranty lasts twelve months from delivery [1]. Rep" };
        throw new FootnoteError("model_interrupted", "The model process ended in mid-answer.");
      }),
    );
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expect(made.status).toBe("failed");
    expect(made.text).toBe("The warranty lasts twelve months from delivery. Rep");
    expect(made.sentences[0]?.citations).toEqual([1]);
    expect(made.usage.completionTokens).toBeGreaterThan(0);
  });

  it("stops when told to and keeps what was received", async () => {
    const controller = new AbortController();
    const { deps, kept } = dependencies(
      scripted(async function* ({ signal }) {
        yield { type: "text", delta: "The warranty lasts twelve months from delivery [1]." };
        controller.abort();
        signal.throwIfAborted();
      }),
    );
    const { made } = await collect(answer(deps, request(HOW_LONG, { signal: controller.signal })));
    expect(made).toMatchObject({ status: "stopped", note: null });
    expect(made.citations).toHaveLength(1);
    expect(kept).toHaveLength(1);
  });

  it("keeps the answer when the reader goes away", async () => {
    const { deps, kept } = dependencies(scripted(() => says("The warranty ", "lasts twelve months [1].")));
    for await (const event of answer(deps, request(HOW_LONG))) if (event.type === "text") break;
    expect(kept).toMatchObject([{ status: "stopped", text: "The warranty" }]);
  });

  it.each(["I'm sorry, but I can't assist with that request.", "Cats sleep on warm roofs all day long."])(
    "lets the evidence be the answer when the model says %j",
    async (text) => {
      const { deps } = dependencies(scripted(() => says(text)));
      const { made } = await collect(answer(deps, request(HOW_LONG)));
      expect(made.status).toBe("model_declined");
      expect(made.note).toContain("evidence");
    },
  );

  it("says that only thoughts came when thinking ate the whole budget", async () => {
    const { deps } = dependencies(
      scripted(async function* () {
        yield { type: "reasoning", delta: "Hmm, let me think about it again." };
        yield { type: "finish", reason: "length", usage, tokensPerSecond: 20 };
      }),
    );
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expect(made).toMatchObject({ status: "quoted", note: expect.stringContaining("thinking") });
  });

  it("says when the answer came in another language than the question", async () => {
    const { deps } = dependencies(scripted(() => says("保修期为十二个月 [1]。")));
    expect((await collect(answer(deps, request(HOW_LONG)))).made.note).toContain("another language");
  });

  it("shows both values when two documents give different ones", async () => {
    const pages = {
      old: ["The warranty lasts 12 months from delivery."],
      new: ["The warranty lasts 24 months from delivery."],
    };
    const { deps } = dependencies(
      scripted(() => says("The warranty lasts 12 months from delivery [1].")),
      pages,
    );
    const { made } = await collect(answer(deps, request("How many months does the warranty last from delivery?")));
    expect(made.disagreements[0]?.quotes.map((quote) => quote.value).sort()).toEqual(["12", "24"]);
  });

  it("says when the answer was cut off", async () => {
    const { deps } = dependencies(
      scripted(async function* () {
        yield { type: "text", delta: "The warranty lasts" };
        yield { type: "finish", reason: "length", usage, tokensPerSecond: 20 };
      }),
    );
    expect((await collect(answer(deps, request(HOW_LONG)))).made.note).toContain("cut off");
  });

  it("searches a follow-up as a question that stands alone and tells so", async () => {
    const { deps } = dependencies(scripted(() => says("Six months [1].")));
    const history = [{ question: "How long does the warranty last?", text: "Twelve months." }];
    const { made } = await collect(answer(deps, request("And for batteries?", { history })));
    expect(made.searchedAs).toContain("warranty");
    expect(made.question).toBe("And for batteries?");
  });

  it.each(["r1", "plain"] as const)(
    "keeps the head of the prompt for a follow-up, in the %s form",
    async (promptForm) => {
      const pages = {
        ...documents,
        terms: [
          "Claims under the warranty are made in writing within twelve months. Batteries need a separate claim form.",
        ],
      };
      const generator = scripted(() => says("Twelve months [1]."), { promptForm, contextSize: 8192 });
      const { deps } = dependencies(generator, pages);
      const memory = { ...deps, recentHits: createRecentHits() };
      await collect(answer(memory, request(HOW_LONG)));
      const history = [{ question: HOW_LONG, text: "Twelve months." }];
      const { made } = await collect(answer(memory, request("And what about claims for them?", { history })));
      const [first = "", second = ""] = generator.asked.map((one) =>
        one.messages.map((message) => message.content).join("\n"),
      );
      let shared = 0;
      while (first[shared] !== undefined && first[shared] === second[shared]) shared++;
      const sourcesEnd = first.indexOf(promptForm === "r1" ? "# The user's message" : "\n\nQuestion:");
      expect(sourcesEnd).toBeGreaterThan(0);
      expect(shared).toBeGreaterThanOrEqual(sourcesEnd);
      expect(made.status).not.toBe("failed");
    },
  );

  it("forgets the conversation used longest ago", () => {
    const recent = createRecentHits(2);
    for (const id of ["a", "b", "a", "c"]) recent.set(id, []);
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([[], undefined, []]);
  });

  it("drops remembered sources that the follow-up may not see any more", async () => {
    const generator = scripted(() => says("Twelve months [1]."), { contextSize: 8192 });
    const { deps } = dependencies(generator);
    const memory = { ...deps, recentHits: createRecentHits() };
    await collect(answer(memory, request(HOW_LONG)));
    const history = [{ question: HOW_LONG, text: "Twelve months." }];
    const scope = { collectionIds: ["c1"], documentIds: ["manual"] };
    await collect(answer(memory, request("And to start the motor with the red button?", { history, scope })));
    const prompt = generator.asked.at(-1)?.messages[0]?.content ?? "";
    expect(prompt).toContain("red button");
    expect(prompt).not.toContain("warranty.pdf");
  });

  it("reads fewer hits on a slow machine and says how many", async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [
        `doc${index}`,
        [
          `The warranty of product ${index} lasts ${index + 2} months from delivery. ${"More words follow here. ".repeat(20)}`,
        ],
      ]),
    );
    const { deps } = dependencies(
      scripted(() => says("Two."), { promptTokensPerSecond: 40 }),
      pages,
    );
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expect(made.coverage.hitsRead).toBe(4);
    expect(made.coverage.hitsRead).toBeLessThan(made.coverage.hitsFound);
  });

  it.each([
    ["  ", "empty"],
    ["x".repeat(20_000), "20000 characters"],
  ])("refuses a question that cannot be asked", async (question, words) => {
    const { deps } = dependencies(scripted(() => says("never")));
    await expect(collect(answer(deps, request(question)))).rejects.toThrow(words);
  });
});

describe("thinking", () => {
  /** Thinks until it is told to answer. */
  const thinker = (about: Partial<GeneratorInfo> = { running }) =>
    scripted(
      async function* ({ answerNow, signal }) {
        for (let tokens = 5; answerNow?.aborted !== true && tokens < 500; tokens += 5) {
          signal.throwIfAborted();
          yield { type: "reasoning", delta: "Hm. ", ...(about.running && { tokens }) };
        }
        yield* says("The warranty lasts twelve months from delivery [1].");
      },
      { promptForm: "r1", contextSize: 8192, ...about },
    );

  it("is counted while it goes on, and closed when its asker wants the answer", async () => {
    const { deps } = dependencies(thinker());
    const answerNow = new AbortController();
    const counts: unknown[] = [];
    let made: Answer | undefined;
    for await (const event of answer(deps, request(HOW_LONG, { answerNow: answerNow.signal }))) {
      if (event.type === "finish") made = event.answer;
      if (event.type !== "stage" || event.stage !== "thinking") continue;
      counts.push([event.done, event.total, event.canAnswerNow]);
      if (counts.length === 3) answerNow.abort();
    }
    expect(counts).toEqual([5, 10, 15].map((done) => [done, 100, true]));
    expect(made).toMatchObject({ status: "answered", note: expect.stringContaining("at once") });
    expect(made?.timings.firstTextMs).not.toBeNull();
  });

  it("on another server is counted by its pieces, without a budget or a way to cut it short", async () => {
    const { deps } = dependencies(thinker({}));
    const { all, made } = await collect(answer(deps, request(HOW_LONG, { answerNow: new AbortController().signal })));
    const stages = all.filter((event) => event.type === "stage" && event.stage === "thinking");
    expect(stages[1]).toEqual({ type: "stage", stage: "thinking", done: 2 });
    expect(made.note).toBeNull();
  });

  it("that went in circles is told of in one line", async () => {
    const { deps } = dependencies(
      scripted(async function* () {
        yield { type: "reasoning", delta: "Again. Again. Again." };
        yield { type: "text", delta: "The warranty lasts twelve months from delivery [1]." };
        yield { type: "finish", reason: "stop", loop: "thought", usage, tokensPerSecond: 20 };
      }),
    );
    expect((await collect(answer(deps, request(HOW_LONG)))).made.note).toContain("went in circles");
  });
});

describe("several answers from the same sources", () => {
  it("read what was found once, and no more of it than is said", async () => {
    const generator = scripted(() => says("The warranty lasts twelve months [1]."));
    const { deps } = dependencies(generator);
    const asked = request(HOW_LONG);
    const found = await findEvidence(deps, asked);
    const never = { retrieve: () => Promise.reject(new Error("searched again")) };
    const { made } = await collect(answer({ ...deps, retriever: never }, { ...asked, found, mostHits: 1 }));
    expect(made.status).toBe("answered");
    expect(made.coverage).toMatchObject({ hitsFound: found.hitsFound, hitsRead: 1 });
  });
});

it("counts energy from the question to the model until its end, not while it waits in line", async () => {
  let now = 0;
  const energy = createEnergyMeter({ counters: [], watts: 3600, now: () => now });
  const generator = scripted(async function* () {
    yield { type: "queued", position: 1, expectedWaitMs: null };
    now = 5000;
    yield { type: "reading", tokensRead: 1, tokensTotal: 9 };
    now = 7000;
    yield* says("The warranty lasts twelve months from delivery [1].");
  });
  const { deps } = dependencies(generator);
  const { made } = await collect(answer({ ...deps, energy }, request(HOW_LONG)));
  expect(made.energy).toEqual({ wattHours: 2, method: "estimated", how: "3600 W × 2.0 s" });
});
