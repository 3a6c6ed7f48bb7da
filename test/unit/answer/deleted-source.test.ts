import { describe, expect, it } from "vitest";
import { compareAnswers } from "../../../lib/answer/compare.ts";
import { type AnswerDeps, answer } from "../../../lib/answer/index.ts";
import type { Answer, AnswerEvent } from "../../../lib/base/types.ts";
import type { GenerateRequest } from "../../../lib/generate/types.ts";
import { collect, dependencies, HOW_LONG, request, says, scripted } from "../../fixtures/answer-line.ts";

const pages = {
  policy: ["The warranty lasts twelve months from delivery. Repairs are free of charge."],
  leaflet: ["The warranty from delivery lasts many months, as the leaflet says. Keep the receipt."],
};

/** Nothing that is kept or shown at the end may stand on the deleted document. */
function expectGone(made: Answer, id = "policy", words = /twelve|free of charge/): void {
  const { evidence, citations, disagreements, text, reasoning } = made;
  const places = [...evidence, ...citations, ...disagreements.flatMap(({ quotes }) => quotes)];
  expect(places.map(({ documentId }) => documentId)).not.toContain(id);
  expect(`${text} ${reasoning}`).not.toMatch(words);
  expect(places.map((place) => ("quote" in place ? place.quote : place.text)).join(" ")).not.toMatch(words);
  expect(made.note ?? "").not.toMatch(/went wrong inside/);
}

/** A model that says what it has been given to read. */
const speaks = ({ messages }: GenerateRequest) =>
  messages.some(({ content }) => content.includes("twelve"))
    ? says("The warranty lasts twelve months from delivery [1].")
    : says("The warranty from delivery lasts many months [1].");

/** Deletes the policy at the moment that `when` picks: as the deps are called, or as events pass. */
async function deletedWhen(
  meddle: (deps: AnswerDeps, remove: () => void) => Partial<AnswerDeps>,
  onEvent: (event: AnswerEvent, remove: () => void) => void = () => {},
  script: (request: GenerateRequest) => ReturnType<typeof says> = speaks,
  documents: Record<string, string[]> = pages,
) {
  const { deps, kept, deleted } = dependencies(scripted(script), documents);
  const remove = () => void deleted.add("policy");
  let made: Answer | undefined;
  for await (const event of answer({ ...deps, ...meddle(deps, remove) }, request(HOW_LONG))) {
    onEvent(event, remove);
    if (event.type === "finish") made = event.answer;
  }
  if (made === undefined) throw new Error("no finish");
  expect(deleted.size).toBe(1);
  expect(kept).toEqual([made]);
  return made;
}

const afterSearch = ({ retriever }: AnswerDeps, remove: () => void): Partial<AnswerDeps> => ({
  retriever: {
    async retrieve(asked) {
      const found = await retriever.retrieve(asked);
      remove();
      return found;
    },
  },
});
const afterNames = ({ documentNames }: AnswerDeps, remove: () => void): Partial<AnswerDeps> => ({
  async documentNames(ids) {
    const names = await documentNames(ids);
    remove();
    return names;
  },
});
/** Between the first and the second time that the prompt's passages are cut from their pages. */
const duringPlan = ({ generator }: AnswerDeps, remove: () => void): Partial<AnswerDeps> => ({
  generator: {
    ...generator,
    generate: generator.generate,
    async countTokens(texts) {
      remove();
      return generator.countTokens(texts);
    },
  },
});
const nothing = () => ({});

describe("a source that is deleted while an answer is made from it", () => {
  it.each([
    ["after the search", afterSearch, nothing],
    ["after the names were read", afterNames, nothing],
    ["before the prompt", nothing, (event: AnswerEvent, remove: () => void) => event.type === "evidence" && remove()],
    ["while the prompt is planned", duringPlan, nothing],
    [
      "before the model speaks",
      nothing,
      (event: AnswerEvent, remove: () => void) => event.type === "sources" && remove(),
    ],
    ["while the model speaks", nothing, (event: AnswerEvent, remove: () => void) => event.type === "text" && remove()],
    [
      "at the citing",
      nothing,
      (event: AnswerEvent, remove: () => void) => event.type === "stage" && event.stage === "checking" && remove(),
    ],
    ["after the citing", nothing, (event: AnswerEvent, remove: () => void) => event.type === "citations" && remove()],
  ] as [string, typeof afterSearch, Parameters<typeof deletedWhen>[1]][])(
    "%s: the answer ends with what the others say",
    async (_moment, meddle, onEvent) => {
      const made = await deletedWhen(meddle, onEvent);
      expectGone(made);
      expect(["answered", "quoted"]).toContain(made.status);
      expect(made.evidence.map(({ documentId }) => documentId)).toContain("leaflet");
      for (const { documentId, start, end, quote } of made.citations) {
        expect(documentId).toBe("leaflet");
        expect(pages.leaflet[0]?.slice(start, end)).toBe(quote);
      }
    },
  );

  it("and was the only one: nothing is left to answer from, and the note says why", async () => {
    const only = { policy: pages.policy };
    for (const at of ["evidence", "sources", "text", "citations"]) {
      const made = await deletedWhen(nothing, (event, remove) => event.type === at && remove(), speaks, only);
      expectGone(made);
      expect(made).toMatchObject({ status: "no_evidence", text: "", note: expect.stringContaining("deleted") });
    }
  });

  it("leaves an answer as it was written where nothing in it rests on the deleted one", async () => {
    const script = () => says("The warranty from delivery lasts many months, as the leaflet says.");
    const made = await deletedWhen(nothing, (event, remove) => event.type === "text" && remove(), script);
    expectGone(made);
    expect(made).toMatchObject({ status: "answered", text: expect.stringContaining("leaflet") });
  });

  it("keeps no thought about it", async () => {
    const script = async function* (asked: GenerateRequest) {
      yield { type: "reasoning" as const, delta: "It says twelve months." };
      yield* speaks(asked);
    };
    expectGone(await deletedWhen(nothing, (event, remove) => event.type === "text" && remove(), script));
  });

  it("in a comparison: neither side quotes it, at whatever side's turn it goes", async () => {
    for (const turn of ["left", "right"]) {
      for (const at of ["evidence", "sources", "text", "finish"]) {
        const { deps, deleted } = dependencies(scripted(speaks), pages);
        const { generator, ...rest } = deps;
        const ended: Answer[] = [];
        const sides = { left: { generator }, right: { generator } };
        for await (const { side, event } of compareAnswers(rest, request(HOW_LONG), sides)) {
          if (side === turn && event.type === at) deleted.add("policy");
          if (event.type === "finish") ended.push(event.answer);
        }
        expect(ended).toHaveLength(2);
        // What ended before the document went is looked at again where it is kept (`services/comparisons.ts`).
        const after =
          turn === "left" && at !== "finish" ? ended : ended.slice(turn === "right" && at === "finish" ? 2 : 1);
        for (const made of after) expectGone(made);
      }
    }
  });
});

it("a document's page that cannot be read for another reason is told as such", async () => {
  const { deps } = dependencies(scripted(speaks), pages);
  const pageText = () => Promise.reject(new Error("disk"));
  const { made } = await collect(answer({ ...deps, pageText }, request(HOW_LONG)));
  expect(made).toMatchObject({ status: "failed", note: expect.stringContaining("inside Footnote") });
});
