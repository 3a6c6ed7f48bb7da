import { findEvidence } from "../answer/find-evidence.ts";
import { type AnswerDeps, answer } from "../answer/index.ts";
import type { SearchScope } from "../store/types.ts";
import type { EvalDeps } from "./run.ts";

export interface EvalPipelineOptions {
  scope: SearchScope;
  /** Also ask the model; takes as long as answers take. Its answers are not kept. */
  withAnswers: boolean;
  signal?: AbortSignal;
}

/** The evaluation asks through the same answer pipeline that people use, so nothing is measured that they do not get. */
export function createEvalPipeline(deps: AnswerDeps, { scope, withAnswers, signal }: EvalPipelineOptions): EvalDeps {
  const asked = (question: string) => ({
    question,
    scope,
    conversationId: "eval",
    history: [],
    signal: signal ?? new AbortController().signal,
  });
  const find: EvalDeps["find"] = async (question) => {
    const began = deps.now();
    const { hits, names, evidence, relevant, retrieveMs } = await findEvidence(deps, asked(question));
    return {
      hits: hits.map((hit) => ({ documentName: names.get(hit.documentId) ?? "", spans: hit.spans })),
      evidence,
      relevant,
      retrieveMs,
      evidenceMs: deps.now() - began,
    };
  };
  if (!withAnswers) return { find };
  return {
    find,
    async answer(question) {
      for await (const event of answer({ ...deps, keep: async () => true }, asked(question))) {
        if (event.type === "finish") return event.answer;
      }
      throw new Error("an answer ended without its last event");
    },
  };
}
