import { FootnoteError } from "../base/errors.ts";
import type { AnswerEvent } from "../base/types.ts";
import { cite, findDisagreements, type Marker } from "../cite/index.ts";
import type { AnswerDeps, AnswerRequest } from "./deps.ts";
import { findEvidence } from "./find-evidence.ts";
import { judge } from "./outcome.ts";
import { type Plan, planPrompt } from "./plan-prompt.ts";
import { type AnswerRecorder, createAnswerRecorder } from "./recorder.ts";
import { writeText } from "./write-text.ts";

export type { AnswerDeps, AnswerLimits, AnswerRequest } from "./deps.ts";

/**
 * question → retrieve → prompt → generate → cite. Yields what happens as it happens; `finish` comes last, with the answer
 * as it was kept, whatever became of it: answered, refused for want of evidence, stopped, or failed with what was received.
 * @throws FootnoteError `bad_request` for an empty or overlong question, before anything is yielded
 */
export async function* answer(deps: AnswerDeps, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
  checkQuestion(request.question, deps.limits.questionCharacters ?? QUESTION_CHARACTERS);
  const recorder = createAnswerRecorder(deps, request);
  const made = recorder.answer;
  yield { type: "start", answerId: made.id, conversationId: made.conversationId };
  let kept = false;
  try {
    yield* make(deps, request, recorder);
    await deps.keep(made);
    kept = true;
  } finally {
    // Reached without having kept it when the reader goes away in mid-answer.
    if (!kept) await deps.keep(made.timings.totalMs > 0 ? made : recorder.end("stopped", null));
  }
  yield { type: "finish", answer: made };
}

async function* make(deps: AnswerDeps, request: AnswerRequest, recorder: AnswerRecorder): AsyncGenerator<AnswerEvent> {
  const made = recorder.answer;
  const markers: Marker[] = [];
  let plan: Plan | null = null;
  try {
    yield { type: "stage", stage: "searching" };
    const found = request.found ?? (await findEvidence(deps, request));
    made.searchedAs = found.searchedAs;
    made.timings.retrieveMs = found.retrieveMs;
    made.evidence = found.relevant ? found.evidence : found.evidence.slice(0, NEAREST);
    made.coverage.hitsFound = found.hitsFound;
    made.coverage.pending = await deps.pending(request.scope);
    made.coverage.unreadable = await deps.unreadable([...found.names.keys()]);
    made.timings.evidenceMs = recorder.elapsed();
    yield { type: "evidence", evidence: made.evidence, searchedAs: made.searchedAs, hitsFound: found.hitsFound };
    if (!found.relevant) {
      recorder.end("no_evidence", NO_EVIDENCE);
      return;
    }
    request.signal.throwIfAborted();
    const info = await deps.generator.info();
    made.model = { name: info.name, backend: info.backend, starter: info.starter };
    plan = await planPrompt(deps, request, found, info);
    made.coverage.hitsRead = plan.hitsRead;
    made.coverage.unreadable = await deps.unreadable([...new Set(plan.sources.map((source) => source.documentId))]);
    yield { type: "sources", sources: plan.sources, model: made.model };
    const ending = yield* writeText(deps, request, recorder, plan, markers);
    yield* check(deps, recorder, plan, markers);
    const { status, note } = judge(made, plan, {
      cited: markers.length,
      strong: found.strong,
      ending,
      cutShort: request.answerNow?.aborted === true && made.reasoning !== "",
    });
    recorder.end(status, note);
  } catch (error) {
    // What was received stays useful: its citations are resolved too.
    if (plan !== null && made.text !== "") yield* check(deps, recorder, plan, markers);
    recorder.endBy(error);
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
  made.disagreements = findDisagreements(made.searchedAs ?? made.question, [...quoted, ...made.evidence]);
  yield { type: "citations", citations, sentences };
}

function checkQuestion(question: string, longest: number): void {
  if (question.trim() === "") {
    throw new FootnoteError("bad_request", "The question is empty.", { hint: "Type a question about your documents." });
  }
  if (question.length > longest) {
    throw new FootnoteError(
      "bad_request",
      `The question has ${question.length} characters; at most ${longest} are taken.`,
      {
        hint: "Shorten the question, or upload the long text as a document.",
      },
    );
  }
}

const QUESTION_CHARACTERS = 4000;
const NEAREST = 3;
const NO_EVIDENCE =
  "The documents that were searched do not hold an answer to this question. The nearest passages are shown.";
