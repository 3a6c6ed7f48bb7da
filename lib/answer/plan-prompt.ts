import { FootnoteError } from "../base/errors.ts";
import type { Hit, Message, Source, Turn } from "../base/types.ts";
import type { GeneratorInfo } from "../generate/types.ts";
import {
  buildPrompt,
  countFitting,
  FIRST_TOKEN_TARGET_MS,
  LEAST_PASSAGES,
  renderSource,
  sourceBudget,
} from "../prompt/index.ts";
import { nearDuplicates, toSources } from "../retrieve/index.ts";
import type { SearchScope } from "../store/types.ts";
import type { AnswerDeps, AnswerRequest, Found } from "./deps.ts";

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

/** After the first few, hits with less than this share of the best one's score are not worth reading. */
const WORTH_READING = 0.3;
const FIRST_FEW = 4;
/** Earlier turns that R1 is reminded of, when they fit. */
const TURNS = 2;
const HISTORY_SHARE = 0.15;
/** Sources of the turn before may take this share of the room. */
const KNOWN_SHARE = 0.65;
/** And new ones this share of theirs, but one chunk at least: a follow-up mostly asks about what was read already. */
const FRESH_SHARE = 0.25;

/**
 * Chooses the sources that fit the context and this machine's reading speed, and writes the prompt. A follow-up keeps the
 * sources of the turns before where they stood: they are in the model's cache, so only new ones cost time.
 * @throws FootnoteError `context_too_small` when not even one source fits
 */
export async function planPrompt(
  deps: AnswerDeps,
  request: AnswerRequest,
  found: Found,
  info: GeneratorInfo,
): Promise<Plan> {
  const { question, conversationId } = request;
  const { searchedAs } = found;
  const thoughtTokens = info.promptForm === "r1" ? (request.thoughtTokens ?? deps.limits.thoughtTokens) : 0;
  const answerTokens = Math.min(deps.limits.answerTokens, Math.floor(info.contextSize / 3));
  const history = await fittingTurns(deps, request.history, info);
  const prompt = { searchedAs, info, today: new Date().toISOString().slice(0, 10), question, history };
  const remembered =
    searchedAs === null
      ? []
      : (deps.recentHits?.get(conversationId) ?? []).map((hits) => hits.filter((hit) => isInScope(hit, request.scope)));
  const names = new Map([
    ...found.names,
    ...(await deps.documentNames([...new Set(remembered.flat().map((hit) => hit.documentId))])),
  ]);
  const name = (id: string) => names.get(id) ?? "";
  const sourcesOf = (hits: Hit[], from: number) => toSources(hits, deps.pageText, name, from);

  // A document that was deleted meanwhile has no name any more.
  const turns = remembered.map((hits) => hits.filter((hit) => names.has(hit.documentId)));
  const known = turns.flat();
  const candidates = worthReading(found.hits, known);
  const single = await Promise.all([...known, ...candidates].map((hit) => sourcesOf([hit], 1)));
  const frame = buildPrompt({ ...prompt, sources: [] });
  const [frameTokens = 0, ...tokens] = await deps.generator.countTokens([
    frame.map((message) => message.content).join("\n"),
    ...single.map(([source]) => (source === undefined ? "" : renderSource(source, info, question))),
  ]);
  const limits = {
    contextSize: info.contextSize,
    thoughtTokens,
    answerTokens,
    frameTokens,
    promptTokensPerSecond: info.promptTokensPerSecond,
    firstTokenTargetMs:
      deps.limits.firstTokenTargetMs ?? FIRST_TOKEN_TARGET_MS[/cpu/i.test(info.backend) ? "cpu" : "gpu"],
  };
  const room = sourceBudget({ ...limits, promptTokensPerSecond: null });
  const kept = known.slice(0, countFitting(tokens.slice(0, known.length), room * KNOWN_SHARE, room * KNOWN_SHARE));
  const spent = tokens.slice(0, kept.length).reduce((sum, count) => sum + count, 0);
  const fitting = countFitting(
    tokens.slice(known.length),
    Math.min(sourceBudget(limits), room - spent, spent === 0 ? room : spent * FRESH_SHARE),
    room - spent,
    Math.max(1, LEAST_PASSAGES - kept.length),
  );
  const fresh = Math.min(fitting, Math.max(0, (request.mostHits ?? Infinity) - kept.length));
  const read = [...kept, ...candidates.slice(0, fresh)];
  if (read.length === 0) {
    throw new FootnoteError(
      "context_too_small",
      "The model's context is too small for even one passage and an answer.",
      {
        hint: "Raise CONTEXT_SIZE or lower THOUGHT_TOKENS and ANSWER_TOKENS.",
      },
    );
  }
  const blocks = [...cutAfter(turns, kept.length), candidates.slice(0, fresh)].filter((hits) => hits.length > 0);
  deps.recentHits?.set(conversationId, blocks);
  // Joined apart, so that a new chunk beside a kept one leaves what stood before it as it was.
  const sources: Source[] = [];
  let firstTurn = 0;
  for (const hits of blocks) {
    sources.push(...(await sourcesOf(hits, sources.length + 1)));
    firstTurn ||= sources.length;
  }
  const messages = buildPrompt({ ...prompt, sources, firstTurn });
  return { info, sources, messages, hitsRead: read.length, maxTokens: thoughtTokens + answerTokens, thoughtTokens };
}

/** The first `count` hits of the blocks, in their blocks. */
function cutAfter(blocks: Hit[][], count: number): Hit[][] {
  let left = count;
  return blocks.map((hits) => {
    const taken = hits.slice(0, left);
    left -= taken.length;
    return taken;
  });
}

/** Rights and the choice of documents may have changed since the turn before. */
function isInScope({ collectionId, documentId }: Hit, { collectionIds, documentIds }: SearchScope): boolean {
  if (!collectionIds.includes(collectionId)) return false;
  return documentIds === undefined || documentIds.includes(documentId);
}

/** Hits near enough to the best one, without repeats and without those that are read anyway. */
function worthReading(hits: Hit[], known: Hit[]): Hit[] {
  const repeats = nearDuplicates(hits);
  const least = (hits[0]?.score ?? 0) * WORTH_READING;
  const read = new Set(known.map((hit) => hit.id));
  return hits.filter(
    (hit, index) => (index < FIRST_FEW || hit.score >= least) && !repeats.has(hit.id) && !read.has(hit.id),
  );
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
