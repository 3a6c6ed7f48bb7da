import { count } from "../data/format.ts";
import type { SearchHit } from "../data/records.ts";

export interface ExplainedHits {
  kept: SearchHit[];
  /** Candidates that are no result, in the order in which they were ranked; each with its reason. */
  leftOut: { hit: SearchHit; reason: string }[];
  /** True when the search was asked to explain itself. */
  isExplained: boolean;
}

/** Parts what an explained search found into results and candidates that are left out. */
export function explainHits(hits: SearchHit[]): ExplainedHits {
  const leftOut = hits.flatMap((hit) => (typeof hit.cut === "string" ? [{ hit, reason: reasonOf(hit.cut) }] : []));
  return {
    kept: hits.filter((hit) => typeof hit.cut !== "string"),
    leftOut,
    isExplained: hits.some((hit) => hit.cut !== undefined),
  };
}

/** The reason for readers: a chunk's id says nothing to them. */
function reasonOf(given: string): string {
  return given.startsWith("same text as ") ? "same text as a passage above" : given;
}

/** A hit's scores, each with what it means; "none" where that search did not return the hit. */
export function scoresOf({ score, scores }: SearchHit): { name: string; value: string; means: string }[] {
  const value = (given: number | null) => (given === null ? "none" : given.toFixed(2).replace(/^-(?=0\.00$)/, ""));
  return [
    {
      name: "text score",
      value: value(scores.text),
      means: "How well its words match (BM25; only comparable within a search)",
    },
    { name: "vector score", value: value(scores.vector), means: "How close its meaning is (cosine, at most 1)" },
    ...(scores.rerank === undefined
      ? []
      : [
          {
            name: "reranker",
            value: value(scores.rerank),
            means:
              "How well it answers the question, as a second model reads both, from 0 to 1: the order of the first results",
          },
        ]),
    {
      name: "fused score",
      value: value(score),
      means: `${scores.rerank === undefined ? "Both together" : "All together"}, from 0 to 1: the order of the results`,
    },
  ];
}

export const leftOutTitle = (n: number): string => `${count(n, "candidate")} left out`;
