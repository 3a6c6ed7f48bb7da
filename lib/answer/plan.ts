import { FootnoteError } from "../errors.ts";
import type { GeneratorInfo } from "../generate/types.ts";
import { buildPrompt, countFitting, FIRST_TOKEN_TARGET_MS, renderSource, sourceBudget } from "../prompt/index.ts";
import { nearDuplicates, toSources } from "../retrieve/index.ts";
import type { Message, Source, Turn } from "../types.ts";
import type { AnswerDeps, AnswerRequest } from "./deps.ts";
import type { Found } from "./find.ts";

/** What the model will read, and how much it may write. */
export interface Plan {
  info: GeneratorInfo;
  sources: Source[];
  messages: Message[];
  hitsRead: number;
  /** Thinking and text together, tokens. */
  maxTokens: number;
  thoughtTokens: number;
}

/** Hits with less than this share of the best one's score are not worth reading. */
const WORTH_READING = 0.3;
/** Earlier turns that R1 is reminded of, when they fit. */
const TURNS = 2;
const HISTORY_SHARE = 0.15;

/**
 * Chooses the sources that fit the context and this machine's reading speed, and writes the prompt.
 * @throws FootnoteError `context_too_small` when not even one source fits
 */
export async function planPrompt(
  deps: AnswerDeps,
  request: AnswerRequest,
  found: Found,
  info: GeneratorInfo,
): Promise<Plan> {
  const { question } = request;
  const thoughtTokens = info.promptForm === "r1" ? (request.thoughtTokens ?? deps.limits.thoughtTokens) : 0;
  const answerTokens = Math.min(deps.limits.answerTokens, Math.floor(info.contextSize / 3));
  const ready = { searchedAs: found.searchedAs, info, today: new Date().toISOString().slice(0, 10), question };
  const best = found.hits[0]?.score ?? 0;
  const repeats = nearDuplicates(found.hits);
  const hits = found.hits.filter((hit) => hit.score >= best * WORTH_READING && !repeats.has(hit.id));
  const name = (id: string) => found.names.get(id) ?? "";
  const single = await Promise.all(hits.map((hit) => toSources([hit], deps.pageText, name)));
  const history = await fittingTurns(deps, request.history, info);
  const frame = buildPrompt({ ...ready, sources: [], history });
  const [frameTokens = 0, ...tokens] = await deps.generator.countTokens([
    frame.map((message) => message.content).join("\n"),
    ...single.map(([source]) => (source === undefined ? "" : renderSource(source, info, question))),
  ]);
  const isCpu = /cpu/i.test(info.backend);
  const limits = {
    contextSize: info.contextSize,
    thoughtTokens,
    answerTokens,
    frameTokens,
    promptTokensPerSecond: info.promptTokensPerSecond,
    firstTokenTargetMs: deps.limits.firstTokenTargetMs ?? FIRST_TOKEN_TARGET_MS[isCpu ? "cpu" : "gpu"],
  };
  const room = sourceBudget({ ...limits, promptTokensPerSecond: null });
  const hitsRead = countFitting(tokens, sourceBudget(limits), room);
  if (hitsRead === 0) {
    throw new FootnoteError(
      "context_too_small",
      "The model's context is too small for even one passage and an answer.",
      {
        hint: "Raise CONTEXT_SIZE or lower THOUGHT_TOKENS and ANSWER_TOKENS.",
      },
    );
  }
  const sources = await toSources(hits.slice(0, hitsRead), deps.pageText, name);
  const messages = buildPrompt({ ...ready, sources, history });
  return { info, sources, messages, hitsRead, maxTokens: thoughtTokens + answerTokens, thoughtTokens };
}

/** The last turns that together stay within their share of the context; whole turns are dropped, oldest first. */
async function fittingTurns(deps: AnswerDeps, history: Turn[], info: GeneratorInfo): Promise<Turn[]> {
  if (info.promptForm !== "r1" || history.length === 0) return [];
  const turns = history.slice(-TURNS);
  const counts = await deps.generator.countTokens(turns.map((turn) => `${turn.question}\n${turn.text}`));
  let room = info.contextSize * HISTORY_SHARE;
  let first = turns.length;
  while (first > 0 && room >= (counts[first - 1] ?? 0)) {
    first--;
    room -= counts[first] ?? 0;
  }
  return turns.slice(first);
}
