import { FootnoteError } from "../base/errors.ts";
import type { Answer, Evidence } from "../base/types.ts";
import { brokeOff, type Client } from "./client.ts";
import { eventsOf } from "./events.ts";

/** The parts of an answer's stream that the command line reads. */
export type AnswerPart =
  | { type: "data-start"; data: { conversationId?: string } }
  | { type: "data-evidence"; data: { evidence: Evidence[] } }
  | { type: "text-delta" | "reasoning-delta"; delta: string }
  | { type: "data-answer"; data: Answer }
  | { type: "error"; errorText?: string }
  | { type: "other" };

/**
 * Asks and reads the answer as it comes, however long it takes.
 * @throws FootnoteError `model_interrupted` when the stream ends without the answer
 */
export async function streamAnswer(
  client: Client,
  question: string,
  onPart: (part: AnswerPart) => void = () => undefined,
): Promise<Answer> {
  const response = await client.call("/answers", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ question }),
  });
  let answer: Answer | null = null;
  for await (const data of eventsOf(response)) {
    if (data === "[DONE]") break;
    const part = JSON.parse(data) as AnswerPart;
    if (part.type === "error") throw new FootnoteError("internal", part.errorText ?? "The answer ended with an error.");
    if (part.type === "data-answer") answer = part.data;
    onPart(part);
  }
  if (answer === null) throw brokeOff();
  return answer;
}
