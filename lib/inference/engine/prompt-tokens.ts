import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from "node-llama-cpp";
import { holdsHan } from "../../base/text/index.ts";
import { withoutThoughts } from "../../base/text/think-splitter.ts";
import type { Message } from "../../base/types.ts";
import { plainTokenizer } from "./plain-text.ts";

export interface PromptTokens {
  tokens: Token[];
  /** True when the prompt ends inside an opened thought. */
  startsThinking: boolean;
  /** True when question, sources or history hold Chinese. */
  holdsChinese: boolean;
  /** Texts at which generation ends, besides the model's own end token. */
  stops: string[];
}

/**
 * Renders messages in the model's own form.
 *
 * R1 (deepseek-ai/DeepSeek-R1 README, "Usage Recommendations"): no system turn, so system text goes to the front of the
 * first question; the answer is made to begin with `<think>\n`, or with an empty thought when thinking is off. Earlier
 * thoughts are dropped from every model's history.
 */
export function renderPrompt(
  model: LlamaModel,
  wrapper: ChatWrapper,
  promptForm: "r1" | "plain",
  messages: readonly Message[],
  options: { think: boolean },
): PromptTokens {
  const history = toHistory(promptForm === "r1" ? withoutSystem(messages) : messages);
  const state = wrapper.generateContextState({ chatHistory: [...history, { type: "model", response: [] }] });
  const tokens = state.contextText.tokenize(plainTokenizer(model));
  const startsThinking = promptForm === "r1" && options.think;
  if (promptForm === "r1") {
    const opening = options.think ? "<think>\n" : "<think>\n\n</think>\n\n";
    tokens.push(...model.tokenize(opening, true));
  }
  const stops = state.stopGenerationTriggers
    .map((trigger) => model.detokenize(trigger.tokenize(model.tokenizer), true).trim())
    .filter((text) => text !== "");
  const chinese = messages.some((message) => holdsHan(message.content));
  return { tokens, startsThinking, holdsChinese: chinese, stops: [...new Set(stops)] };
}

function toHistory(messages: readonly Message[]): ChatHistoryItem[] {
  return messages.map((message): ChatHistoryItem => {
    if (message.role === "assistant") return { type: "model", response: [withoutThoughts(message.content)] };
    return { type: message.role, text: message.content };
  });
}

/** System texts moved to the front of the first user message. */
function withoutSystem(messages: readonly Message[]): Message[] {
  const system = messages.filter((message) => message.role === "system").map((message) => message.content);
  const rest = messages.filter((message) => message.role !== "system");
  if (system.length === 0) return rest;
  const first = rest.findIndex((message) => message.role === "user");
  const content = [...system, rest[first]?.content ?? ""].join("\n\n").trim();
  if (first === -1) return [{ role: "user", content }, ...rest];
  return rest.map((message, index) => (index === first ? { ...message, content } : message));
}
