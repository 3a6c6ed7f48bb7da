import { availableParallelism } from "node:os";
import { join } from "node:path";
import { lazy } from "../base/lazy.ts";
import { createCrossEncoder, isInstalled } from "./cross-encoder.ts";
import { createEntailment } from "./entailment.ts";
import { createReranker } from "./reranker.ts";

export interface CrossEncodersOptions {
  modelsDir: string;
  /** Names of their folders; "off" for none. */
  reranker: string;
  nli: string;
  /** Time that reranking may add to a search, ms. */
  rerankMs: number;
  /** Told when one cannot be used; what asked for it goes on without. */
  onFailure: (model: string, error: unknown) => void;
}

/** Time that the check of one answer may take in the NLI model, ms. */
const ENTAILMENT_MS = 3000;

/**
 * The optional models that read two texts together: a reranker and one for natural language inference. Each is used where its
 * folder is there when Footnote starts and does nothing otherwise; whatever goes wrong in one, searches and answers go on.
 */
export function createCrossEncoders({ modelsDir, reranker, nli, rerankMs, onFailure }: CrossEncodersOptions) {
  // Half of the cores: on a small machine the answering model needs the others.
  const threads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const open = (id: string) => {
    const modelDir = join(modelsDir, id);
    const isThere = id !== "off" && isInstalled(modelDir);
    return { id, isThere, ...lazy(() => createCrossEncoder({ modelDir, threads })) };
  };
  const models = [open(reranker), open(nli)] as const;
  const [rerankModel, nliModel] = models;

  /** The same call, null when it fails. */
  const forgiving =
    <A extends unknown[], T>(model: string, call: (...args: A) => Promise<T | null>) =>
    (...args: A): Promise<T | null> =>
      call(...args).catch((error: unknown) => {
        onFailure(model, error);
        return null;
      });

  return {
    /** Left out where there is no such model, so that nothing is prepared for it. */
    rerank: rerankModel.isThere
      ? forgiving(reranker, createReranker({ model: rerankModel.peek, timeLimitMs: rerankMs }))
      : undefined,
    entail: nliModel.isThere
      ? forgiving(nli, createEntailment({ model: nliModel.peek, timeLimitMs: ENTAILMENT_MS }))
      : undefined,
    /** Loads those that are there; never rejects. */
    async warmUp(): Promise<void> {
      for (const { id, isThere, get } of models)
        if (isThere) await get().catch((error: unknown) => onFailure(id, error));
    },
    async dispose(): Promise<void> {
      await Promise.allSettled(models.map(async ({ made }) => (await made())?.dispose()));
    },
  };
}
