import { holdsHan } from "../base/text/index.ts";
import type { AnswerEvent, AnswerStage } from "../base/types.ts";
import { citationGrammar, createCitationParser, type Marker, type ParsedText } from "../cite/index.ts";
import type { Ending } from "../generate/index.ts";
import type { AnswerDeps, AnswerRequest } from "./deps.ts";
import type { Plan } from "./plan-prompt.ts";
import type { AnswerRecorder } from "./recorder.ts";

/**
 * Streams the model's reasoning and text. Markers go to `markers`, never to the screen; those inside reasoning are not
 * looked at.
 * @returns how it ended
 */
export async function* writeText(
  deps: AnswerDeps,
  request: AnswerRequest,
  recorder: AnswerRecorder,
  plan: Plan,
  markers: Marker[],
): AsyncGenerator<AnswerEvent, Ending> {
  const made = recorder.answer;
  const parser = createCitationParser(plan.sources.length);
  const announced = new Set<AnswerStage>();
  function* announce(stage: AnswerStage): Generator<AnswerEvent> {
    if (!announced.has(stage)) yield { type: "stage", stage };
    announced.add(stage);
  }
  function* show(part: ParsedText): Generator<AnswerEvent> {
    markers.push(...part.markers);
    made.text += part.text;
    if (part.text !== "") yield { type: "text", delta: part.text };
  }
  // Another server keeps no budget and cannot be told: there only the count is shown.
  const { running } = plan.info;
  const control = running ? { total: plan.thoughtTokens, canAnswerNow: request.answerNow !== undefined } : {};
  recorder.asked(running === undefined ? "elsewhere" : running.gpuLayers > 0 ? "gpu" : "cpu");
  const stream = deps.generator.generate({
    messages: plan.messages,
    maxTokens: plan.maxTokens,
    thoughtTokens: plan.thoughtTokens,
    grammar: citationGrammar(
      plan.sources.length,
      plan.info.promptForm,
      plan.messages.some(({ content }) => holdsHan(content)),
    ),
    ...(request.user === undefined ? {} : { user: request.user }),
    signal: request.signal,
    ...(request.answerNow === undefined ? {} : { answerNow: request.answerNow }),
  });
  let ending: Ending = { reason: "stop" };
  try {
    for await (const event of stream) {
      recorder.note(event);
      if (event.type === "queued") {
        const wait = event.expectedWaitMs === null ? {} : { expectedWaitMs: event.expectedWaitMs };
        yield { type: "stage", stage: "queued", position: event.position, ...wait };
      } else if (event.type === "reading") {
        yield { type: "stage", stage: "reading", done: event.tokensRead, total: event.tokensTotal };
      } else if (event.type === "reasoning") {
        yield { type: "stage", stage: "thinking", done: recorder.thoughtTokens(), ...control };
        made.reasoning += event.delta;
        yield { type: "reasoning", delta: event.delta };
      } else if (event.type === "text") {
        yield* announce("writing");
        yield* show(parser.push(event.delta));
      } else {
        ending = event;
      }
    }
  } catch (error) {
    // What was held back belongs to the text also after a stop or a failure. Not in a `finally`: a reader that goes away
    // would leave the generator hanging in it.
    yield* show(parser.end());
    throw error;
  }
  yield* show(parser.end());
  return ending;
}
