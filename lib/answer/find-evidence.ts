import { standAlone } from "../prompt/index.ts";
import { judgeRelevance, rankEvidence } from "../retrieve/index.ts";
import type { AnswerDeps, AnswerRequest, Found } from "./deps.ts";

const HITS = 24;

type FindDeps = Pick<AnswerDeps, "retriever" | "embedder" | "pageText" | "documentNames" | "now"> & {
  limits: Pick<AnswerDeps["limits"], "hits">;
};

/** question → hits and evidence: all that is shown before a model has spoken. */
export async function findEvidence(
  deps: FindDeps,
  request: Pick<AnswerRequest, "question" | "scope" | "history">,
): Promise<Found> {
  const began = deps.now();
  const searchedAs = standAlone(request.question, request.history);
  const asked = searchedAs ?? request.question;
  const retrieved = await deps.retriever.retrieve({
    query: asked,
    scope: request.scope,
    limit: deps.limits.hits ?? HITS,
  });
  const retrieveMs = Math.round(deps.now() - began);
  const names = await deps.documentNames([...new Set(retrieved.hits.map((hit) => hit.documentId))]);
  const hits = retrieved.hits.filter((hit) => names.has(hit.documentId));
  const ranked = await rankEvidence(
    { question: asked, hits, vector: retrieved.vector },
    { embedder: deps.embedder, pageText: deps.pageText, documentName: (id) => names.get(id) ?? "" },
  );
  const { relevant, strong } = judgeRelevance({
    question: asked,
    hits,
    ranked,
    fingerprint: deps.embedder()?.fingerprint ?? null,
  });
  return {
    searchedAs,
    query: retrieved.query,
    hits,
    hitsFound: retrieved.found,
    evidence: ranked.evidence,
    relevant,
    strong,
    names,
    retrieveMs,
  };
}
