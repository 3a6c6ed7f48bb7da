import type { Hit } from "../base/types.ts";
import type { RecentHits } from "./deps.ts";

/** Remembers the chunks of the last prompts, a few hundred conversations at most; the one used longest ago is forgotten first. */
export function createRecentHits(conversations = 200): RecentHits {
  const kept = new Map<string, Hit[][]>();
  return {
    get: (conversationId) => kept.get(conversationId),
    set(conversationId, hits) {
      kept.delete(conversationId);
      kept.set(conversationId, hits);
      const [oldest] = kept.keys();
      if (kept.size > conversations && oldest !== undefined) kept.delete(oldest);
    },
  };
}
