import { z } from "zod";
import type { Generator } from "./types.ts";

export interface DecisionsOptions {
  /** Footnote's own model process, its address ending in `/v1`. */
  baseUrl: string;
  apiKey: string;
  info: Generator["info"];
  /** Time for one answer's sentences, ms. */
  timeLimitMs: number;
}

const decided = z.object({ answers: z.array(z.number().min(0).max(1)) });
/** Waited longer than the model was told, for the sentence that it is reading when its time ends. */
const GRACE = 1.5;

/**
 * Asks the model itself whether passages bear sentences out: for each pair how likely, 0…1; as many of the first pairs as the
 * time allows. Null for the starter model, whose answers carry no information, and where the model cannot be asked.
 */
export function createDecisions({ baseUrl, apiKey, info, timeLimitMs }: DecisionsOptions) {
  return async (pairs: { premise: string; sentence: string }[]): Promise<number[] | null> => {
    try {
      if (pairs.length === 0 || (await info()).starter) return null;
      const response = await fetch(`${baseUrl.replace(/\/$/, "")}/decisions`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ pairs, time_limit_ms: timeLimitMs }),
        signal: AbortSignal.timeout(timeLimitMs * GRACE),
      });
      return response.ok ? decided.parse(await response.json()).answers : null;
    } catch {
      // A decision that does not come in time, or at all, is none: the answer stands as it was checked.
      return null;
    }
  };
}
