import { FootnoteError } from "../base/errors.ts";
import type { AnswerEvent } from "../base/types.ts";
import { cite, findDisagreements, type Marker } from "../cite/index.ts";
import { ALL_DELETED, leaveOutDeleted, stillThere, withoutDeleted } from "./deleted-sources.ts";
import type { AnswerDeps, AnswerRequest } from "./deps.ts";
import { findEvidence } from "./find-evidence.ts";
import { noteWithoutModel, outcomeOf } from "./outcome.ts";
import { placeQuotes, quotesOf } from "./place-quotes.ts";
import { type Plan, planPrompt } from "./plan-prompt.ts";
import { quoteEvidence } from "./quote-evidence.ts";
import { type AnswerRecorder, createAnswerRecorder } from "./recorder.ts";
import { writeText } from "./write-text.ts";

export type { AnswerDeps, AnswerLimits, AnswerRequest } from "./deps.ts";

/**
 * question → retrieve → prompt → generate → cite. Yields what happens as it happens; `finish` comes last, with the answer
 * as it was kept, whatever became of it: answered, quoted, refused for want of evidence, stopped, or failed with what was
 * received.
 * @throws FootnoteError `bad_request` for an empty or overlong question, before anything is yielded; `not_found` at the end
 * when its conversation was deleted meanwhile, so that nothing was kept
 */
export async function* answer(deps: AnswerDeps, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
  checkQuestion(request.question, deps.limits.questionCharacters ?? QUESTION_CHARACTERS);
  const recorder = createAnswerRecorder(deps, request);
  const made = recorder.answer;
  yield { type: "start", answerId: made.id, conversationId: made.conversationId };
  const working: Working = { plan: null, markers: [] };
  let kept: boolean | undefined;
  const keep = async () => {
    await leaveOutDeleted(deps, made, working.plan?.sources ?? []);
    return deps.keep(made);
  };
  try {
    yield* make(deps, request, recorder, working);
    kept = await keep();
  } finally {
    // Reached without having kept it when the reader goes away in mid-answer.
    if (kept === undefined) {
      if (made.timings.totalMs === 0) recorder.end("stopped", null);
      await keep();
    }
  }
  if (!kept) throw conversationDeleted();
  yield { type: "finish", answer: made };
}

/** What the steps hand on. */
interface Working {
  plan: Plan | null;
  /** Citations that the model wrote. */
  markers: Marker[];
}

async function* make(
  deps: AnswerDeps,
  request: AnswerRequest,
  recorder: AnswerRecorder,
  working: Working,
): AsyncGenerator<AnswerEvent> {
  const made = recorder.answer;
  const { markers } = working;
  try {
    yield { type: "stage", stage: "searching" };
    const found = await (request.found ? stillThere(deps, request.found) : findEvidence(deps, request));
    await recorder.found(found);
    await placeQuotes(deps.readPage, made.evidence);
    yield { type: "evidence", evidence: made.evidence, searchedAs: made.searchedAs, hitsFound: found.hitsFound };
    if (!found.relevant) {
      recorder.end("no_evidence", NO_EVIDENCE);
      return;
    }
    request.signal.throwIfAborted();
    const info = await deps.generator.info();
    made.model = { name: info.name, backend: info.backend, starter: info.starter };
    const plan = await withoutDeleted(deps, found, (left) => planPrompt(deps, request, left, info));
    if (plan === null) {
      recorder.end("no_evidence", ALL_DELETED);
      return;
    }
    working.plan = plan;
    await recorder.planned(plan);
    yield { type: "sources", sources: plan.sources, model: made.model };
    const ending = yield* writeText(deps, request, recorder, plan, markers);
    yield* check(deps, recorder, plan, markers);
    const cutShort = request.answerNow?.aborted === true && made.reasoning !== "";
    const outcome = outcomeOf(made, plan, { cited: markers.length, strong: found.strong, ending, cutShort });
    recorder.end(outcome.status, outcome.note);
    yield* conclude(deps, recorder);
  } catch (error) {
    // What was received stays useful: its citations are resolved too.
    if (working.plan !== null && made.text !== "") yield* check(deps, recorder, working.plan, markers);
    const note = request.signal.aborted ? null : noteWithoutModel(made, error);
    if (note === null) recorder.endBy(error);
    else recorder.end("quoted", note);
    yield* conclude(deps, recorder);
  }
}

/** Points every sentence of the text at its words in the sources. */
async function* check(
  deps: AnswerDeps,
  recorder: AnswerRecorder,
  plan: Plan,
  markers: Marker[],
): AsyncGenerator<AnswerEvent> {
  const made = recorder.answer;
  yield { type: "stage", stage: "checking" };
  const { sentences, citations } = await cite({ text: made.text, markers, sources: plan.sources }, deps);
  made.sentences = sentences;
  made.citations = citations;
  const quoted = citations.map(({ n: _, quote, ...place }) => ({ ...place, text: quote }));
  const shown = made.evidence.map(({ score: _, highlights: __, ...place }) => place);
  made.disagreements = findDisagreements(made.searchedAs ?? made.question, [...quoted, ...shown]);
  await placeQuotes(deps.readPage, quotesOf(made));
}

/** Where the answer is quoted, the documents' own sentences are its text, whatever was written. */
async function* conclude(deps: AnswerDeps, { answer: made }: AnswerRecorder): AsyncGenerator<AnswerEvent> {
  if (made.status === "quoted") {
    const isNew = made.text === "";
    Object.assign(made, quoteEvidence(made.evidence));
    await placeQuotes(deps.readPage, made.citations);
    if (isNew) yield { type: "text", delta: made.text };
  }
  if (made.text === "") return;
  yield { type: "citations", citations: made.citations, sentences: made.sentences };
}

function checkQuestion(question: string, longest: number): void {
  if (question.trim() === "") {
    throw new FootnoteError("bad_request", "The question is empty.", { hint: "Type a question about your documents." });
  }
  if (question.length > longest) {
    throw new FootnoteError(
      "bad_request",
      `The question has ${question.length} characters; at most ${longest} are taken.`,
      { hint: "Shorten the question, or upload the long text as a document." },
    );
  }
}

/** What an answer ends with, and is stopped by, when there is no conversation left to keep it in. */
export function conversationDeleted(): FootnoteError {
  return new FootnoteError("not_found", "The conversation was deleted meanwhile.", {
    hint: "Nothing of this answer was kept. Ask again in a new conversation.",
  });
}

const QUESTION_CHARACTERS = 4000;
const NO_EVIDENCE =
  "The documents that were searched do not hold an answer to this question. The nearest passages are shown.";
