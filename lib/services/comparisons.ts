import type { Person } from "../access/index.ts";
import { type Candidate, compareAnswers, type Side } from "../answer/compare.ts";
import { leaveOutDeleted } from "../answer/deleted-sources.ts";
import { createUnended, detached } from "../answer/running.ts";
import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import type { Answer, AnswerEvent } from "../base/types.ts";
import type {
  Comparison,
  ComparisonSummary,
  Comparisons,
  Conversations,
  EarlierAnswer,
  Preference,
  PreferenceTotal,
} from "../catalog/index.ts";
import type { Generator, GeneratorInfo } from "../generate/types.ts";
import { type AnswerContextOptions, createAnswerContext } from "./context/answer-context.ts";

/** What can answer on one side. The loaded model, or the second server's; each may go without thinking where it thinks. */
export type CandidateId = "loaded" | "loaded-unthinking" | "second" | "second-unthinking";

export interface CandidateRecord {
  id: CandidateId;
  /** What it is called in comparisons and totals. */
  name: string;
  starter: boolean;
}

/** What can be compared now, and plain words on what cannot. */
export interface Candidates {
  candidates: CandidateRecord[];
  /** Kept answers by models of other names than the loaded one, newest first. */
  earlier: EarlierAnswer[];
  notes: string[];
}

export interface CompareRequest {
  question: string;
  left: CandidateId;
  /** A candidate, or the kept answer `earlierAnswerId`. */
  right: CandidateId | "earlier";
  earlierAnswerId?: string | undefined;
  collectionIds?: string[] | undefined;
}

/** `comparison` is always last; null when a side was stopped, failed or found nothing, and so is not kept. */
export type CompareEvent =
  | { type: "side"; side: Side; event: AnswerEvent }
  | { type: "comparison"; comparison: Comparison | null };

export interface ComparisonsServiceOptions extends AnswerContextOptions {
  loaded: Generator;
  /** Another server that is there only to be compared with. */
  second: Generator | null;
  conversations: Pick<Conversations, "answer">;
  comparisons: Comparisons;
}

/** Asking one question of two, within what the person may see, and what was kept of it: a person's own comparisons and preferences. */
export function createComparisonsService(options: ComparisonsServiceOptions) {
  const { loaded, second, conversations, comparisons } = options;
  const context = createAnswerContext(options);
  const unended = createUnended();

  const infoOf = async (generator: Generator) =>
    generator.info().then(
      (info) => ({ info, problem: null }),
      (error: unknown) => ({ info: null, problem: asFootnoteError(error).message }),
    );

  const candidates = async (person: Person): Promise<Candidates> => {
    const [here, there] = await Promise.all([infoOf(loaded), second === null ? null : infoOf(second)]);
    const list = here.info === null ? [] : variants("loaded", here.info, here.info.name);
    const notes = here.problem === null ? [] : [`The loaded model: ${here.problem}`];
    if (there?.info) {
      const sameName = there.info.name === here.info?.name;
      list.push(...variants("second", there.info, sameName ? `${there.info.name}, second server` : there.info.name));
    }
    if (there?.problem) notes.push(`The server at COMPARE_BASE_URL: ${there.problem}`);
    if (here.info !== null && list.length === 1) notes.push(cannotGoWithout(here.info));
    const earlier = here.info === null ? [] : await comparisons.earlier(person.id, here.info.name);
    return { candidates: list, earlier, notes };
  };

  const candidateOf = (side: Side, id: CandidateId): Candidate => {
    const generator = id.startsWith("second") ? second : loaded;
    if (generator === null) throw unknown(side);
    return id.endsWith("-unthinking") ? { generator, thoughtTokens: 0 } : { generator };
  };

  return {
    candidates,

    list: (person: Person): Promise<ComparisonSummary[]> => comparisons.list(person.id),

    totals: (person: Person): Promise<PreferenceTotal[]> => comparisons.totals(person.id),

    async get(person: Person, id: string): Promise<Comparison> {
      const found = await comparisons.get(id, person.id);
      if (found === null) throw missing();
      return found;
    },

    async prefer(person: Person, id: string, preference: Preference | null): Promise<void> {
      if (!(await comparisons.prefer(id, person.id, preference))) throw missing();
    },

    async remove(person: Person, id: string): Promise<void> {
      if (!(await comparisons.remove(id, person.id))) throw missing();
    },

    /**
     * Starts a comparison. What can be refused is refused here, before anything is streamed.
     * @throws FootnoteError `bad_request`, `not_found`, `no_documents`.
     */
    async compare(person: Person, asked: CompareRequest, stop: AbortController): Promise<AsyncIterable<CompareEvent>> {
      const { question, left, right } = asked;
      if (left === right) {
        throw new FootnoteError("bad_request", "Both sides are the same.", { hint: "Choose two that differ." });
      }
      const known = await candidates(person);
      const nameOf = (side: Side, id: CandidateId): string => {
        const found = known.candidates.find((candidate) => candidate.id === id);
        if (found === undefined) throw unknown(side);
        return found.name;
      };
      const earlier = right === "earlier" ? await earlierAnswer(person, asked) : null;
      const names = {
        left: nameOf("left", left),
        right: right === "earlier" ? (earlier?.model?.name ?? "earlier") : nameOf("right", right),
      };
      const sides = {
        left: candidateOf("left", left),
        ...(right === "earlier" ? {} : { right: candidateOf("right", right) }),
      };
      const scope = await context.scopeOf(person, asked.collectionIds);
      await context.requireDocuments(scope);
      // The meters count both; neither is part of a conversation.
      const { generator: _, ...deps } = context.deps(loaded, async (made) => {
        await comparisons.meter(made, person.id);
        return true;
      });
      const request = { question, scope, conversationId: "", history: [], signal: stop.signal, user: person.id };

      async function* run(): AsyncGenerator<CompareEvent> {
        const made: Partial<Record<Side, Answer>> = {};
        if (earlier !== null) {
          made.right = earlier;
          yield { type: "side", side: "right", event: { type: "finish", answer: earlier } };
        }
        for await (const { side, event } of compareAnswers(deps, request, sides)) {
          if (event.type === "finish") made[side] = event.answer;
          yield { type: "side", side, event };
        }
        // What the first side quotes may have been deleted while the second was written.
        for (const answer of Object.values(made)) if (answer !== earlier) await leaveOutDeleted(deps, answer, []);
        const { left: a, right: b } = made;
        const whole = a !== undefined && b !== undefined && isWhole(a) && isWhole(b);
        const record = whole && {
          question,
          left: { name: names.left, answer: a },
          right: { name: names.right, answer: b },
          earlier: earlier !== null,
        };
        yield { type: "comparison", comparison: record ? await comparisons.keep(record, person.id) : null };
      }
      return detached(run(), { onEnd: unended.begin(stop) });
    },

    /** Stops all that are being made, at shutdown. Resolves when each has ended. */
    stopAll: unended.stopAll,
  };

  async function earlierAnswer(person: Person, { question, earlierAnswerId = "" }: CompareRequest): Promise<Answer> {
    const found = await conversations.answer(earlierAnswerId, person.id);
    if (found === null) throw new FootnoteError("not_found", "earlierAnswerId: There is no such answer.");
    if (![found.question, found.searchedAs].includes(question)) {
      throw new FootnoteError("bad_request", "The earlier answer is to another question.", {
        hint: "Ask the question of the earlier answer, word for word.",
      });
    }
    return found;
  }
}

/** Only Footnote's own model process can be told not to think. */
function variants(kind: "loaded" | "second", info: GeneratorInfo, name: string): CandidateRecord[] {
  const { starter } = info;
  const plain: CandidateRecord = { id: kind, name, starter };
  if (info.promptForm !== "r1" || info.running === undefined) return [plain];
  return [plain, { id: `${kind}-unthinking`, name: `${name}, without thinking`, starter }];
}

function cannotGoWithout({ name, promptForm, running }: GeneratorInfo): string {
  if (promptForm !== "r1") return `${name} does not think, so it cannot be compared with itself without thinking.`;
  return running === undefined ? "The model server cannot be told not to think." : "";
}

/** Written to its end, so that there is something to judge. */
function isWhole({ status }: Answer): boolean {
  return status === "answered" || status === "model_declined";
}

function missing(): FootnoteError {
  return new FootnoteError("not_found", "There is no such comparison.", {
    hint: "It may have been deleted. Reload the page.",
  });
}

function unknown(side: Side): FootnoteError {
  return new FootnoteError("not_found", `${side}: That model is not here to be compared.`, {
    hint: "Reload the page: it shows what can be compared now.",
  });
}

export type ComparisonsService = ReturnType<typeof createComparisonsService>;
