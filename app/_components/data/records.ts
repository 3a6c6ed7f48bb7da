/** What the routes of `/api/v1` answer, as the pages use it: the rooms' own types. */

import type { SearchHit } from "../../../lib/search.ts";

export type { MeterReport } from "../../../lib/access/index.ts";
export type {
  CollectionRecord,
  ConversationRecord,
  DocumentRecord,
  MeterTotals,
  TestQuestion,
  UnansweredQuestion,
} from "../../../lib/catalog/index.ts";
export type { Health } from "../../../lib/health.ts";
export type { SearchHit } from "../../../lib/search.ts";

export interface Session {
  user: { name: string; email: string };
}

export interface SearchResult {
  hits: SearchHit[];
  tookMs: number;
}
