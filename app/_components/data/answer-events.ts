import type { Answer, AnswerEvent } from "../../../lib/base/types.ts";
import { ApiError } from "./api.ts";

type Payload<T extends AnswerEvent["type"]> = Omit<Extract<AnswerEvent, { type: T }>, "type">;

/** The parts of the AI SDK's UI message stream that Footnote's answers use; others (start-step, …) are passed over. */
type Part =
  | { type: "data-start"; data: Payload<"start"> }
  | { type: "data-stage"; data: Payload<"stage"> }
  | { type: "data-evidence"; data: Payload<"evidence"> }
  | { type: "data-sources"; data: Payload<"sources"> }
  | { type: "data-citations"; data: Payload<"citations"> }
  | { type: "data-answer"; data: Payload<"finish"> | Answer }
  | { type: "reasoning-delta"; delta: string }
  | { type: "text-delta"; delta: string }
  | { type: "error"; errorText: string };

/** By its `type` alone: the payloads are the route's contract and come from our own origin. */
function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/**
 * One part of the stream as an AnswerEvent, or null when it carries nothing for the page.
 * @throws ApiError for an error part.
 */
export function toAnswerEvent(value: unknown): AnswerEvent | null {
  if (!isPart(value)) return null;
  switch (value.type) {
    case "data-start":
      return { type: "start", ...value.data };
    case "data-stage":
      return { type: "stage", ...value.data };
    case "data-evidence":
      return { type: "evidence", ...value.data };
    case "data-sources":
      return { type: "sources", ...value.data };
    case "data-citations":
      return { type: "citations", ...value.data };
    case "data-answer":
      return { type: "finish", answer: "answer" in value.data ? value.data.answer : value.data };
    case "reasoning-delta":
      return { type: "reasoning", delta: value.delta };
    case "text-delta":
      return { type: "text", delta: value.delta };
    case "error":
      throw new ApiError("internal", 0, value.errorText);
    default:
      return null;
  }
}
