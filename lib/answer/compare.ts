import type { AnswerEvent } from "../base/types.ts";
import type { Generator } from "../generate/types.ts";
import type { AnswerDeps, AnswerRequest, Found } from "./deps.ts";
import { findEvidence } from "./find-evidence.ts";
import { answer } from "./index.ts";
import { planPrompt } from "./plan-prompt.ts";

export type Side = "left" | "right";

/** One of the two that answer: a model, and how much it may think. */
export interface Candidate {
  generator: Generator;
  /** Tokens; the setting when not given, 0 for none. */
  thoughtTokens?: number;
}

/**
 * question → retrieve once → two answers from the same sources, one after the other, so that neither's time or energy holds
 * the other's. Where one model's context or speed holds fewer hits, both read only these. What one side makes of it,
 * also when it fails, is its `finish`.
 */
export async function* compareAnswers(
  deps: Omit<AnswerDeps, "generator">,
  request: AnswerRequest,
  candidates: Partial<Record<Side, Candidate>>,
): AsyncGenerator<{ side: Side; event: AnswerEvent }> {
  const sides = (["left", "right"] as const).flatMap((side) => {
    const candidate = candidates[side];
    return candidate === undefined ? [] : [{ side, run: runOf(deps, request, candidate) }];
  });
  const [first] = sides;
  if (first === undefined) return;
  const found = await findEvidence(first.run.deps, request);
  const mostHits = await fewestHits(
    sides.map(({ run }) => run),
    found,
  );
  for (const { side, run } of sides) {
    if (request.signal.aborted) return;
    for await (const event of answer(run.deps, { ...run.request, found, mostHits })) yield { side, event };
  }
}

/** One side of a comparison: what it is made with and what it is asked. */
interface Run {
  deps: AnswerDeps;
  request: AnswerRequest;
}

function runOf(deps: Omit<AnswerDeps, "generator">, request: AnswerRequest, candidate: Candidate): Run {
  const { generator, thoughtTokens } = candidate;
  return {
    // Neither leans on what another answer left in its prompt.
    deps: { ...deps, generator, recentHits: undefined },
    request: thoughtTokens === undefined ? request : { ...request, thoughtTokens },
  };
}

/** Hits that every side's prompt can hold. A side whose model does not answer says so itself when its turn comes. */
async function fewestHits(runs: Run[], found: Found): Promise<number> {
  if (!found.relevant) return Infinity;
  const counts = runs.map(async ({ deps, request }) => {
    const plan = await planPrompt(deps, request, found, await deps.generator.info());
    return plan.hitsRead;
  });
  const settled = await Promise.allSettled(counts);
  return Math.min(...settled.map((one) => (one.status === "fulfilled" ? one.value : Infinity)));
}
