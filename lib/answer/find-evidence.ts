import { standAlone } from "../prompt/index.ts";
import { assessRelevance, rankEvidence } from "../retrieve/index.ts";
import { withoutDeleted } from "./deleted-sources.ts";
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
  const named = await deps.documentNames([...new Set(retrieved.hits.map((hit) => hit.documentId))]);
  const standing = {
    names: named,
    hits: retrieved.hits.filter((hit) => named.has(hit.documentId)),
    evidence: [],
  };
  const { names, hits, ranked } = (await withoutDeleted(deps, standing, async ({ names, hits }) => {
    const ranked = await rankEvidence(
      { question: asked, hits, vector: retrieved.vector },
      { embedder: deps.embedder, pageText: deps.pageText, documentName: (id) => names.get(id) ?? "" },
    );
    return { names, hits, ranked };
  })) ?? { names: new Map<string, string>(), hits: [], ranked: { evidence: [], nearest: null } };
  const { relevant, strong } = assessRelevance({
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
