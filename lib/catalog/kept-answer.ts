import type { Answer, Citation, Evidence, Sentence, Support } from "../base/types.ts";

type Older<T, Later extends keyof T> = Omit<T, Later> & Partial<Pick<T, Later>>;

/** An answer as it may stand in a row: fields that came later are not in older ones, and "unsupported" had not yet two names. */
export interface StoredAnswer extends Omit<Answer, "evidence" | "sentences" | "citations" | "disagreements"> {
  evidence: Older<Evidence, "pageLabel">[];
  sentences: (Older<Omit<Sentence, "support">, "missing"> & { support: Support | "unsupported" })[];
  citations: StoredCitation[];
  disagreements: (Omit<Answer["disagreements"][number], "quotes"> & {
    quotes: (StoredCitation & { value: string; date: string | null })[];
  })[];
}

type StoredCitation = Older<Citation, "version" | "pageLabel" | "boxes">;

/** The answer in a row, in today's shape. */
export function readKeptAnswer(stored: StoredAnswer): Answer {
  return {
    ...stored,
    evidence: stored.evidence.map((one) => ({ ...one, pageLabel: one.pageLabel ?? String(one.page) })),
    sentences: stored.sentences.map(({ support, missing, ...sentence }) => ({
      ...sentence,
      support: support === "unsupported" ? "unverified" : support,
      missing: missing ?? [],
    })),
    citations: stored.citations.map(readCitation),
    disagreements: stored.disagreements.map(({ subject, quotes }) => ({ subject, quotes: quotes.map(readCitation) })),
  };
}

function readCitation<T extends StoredCitation>(stored: T): T & Citation {
  const { version = 1, pageLabel = String(stored.page), boxes = [] } = stored;
  return { ...stored, version, pageLabel, boxes };
}
