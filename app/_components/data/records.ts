/** What the routes of `/api/v1` answer, as the pages use it: the rooms' own types. */

import type { ComparisonSummary, PreferenceTotal } from "../../../lib/catalog/index.ts";
import type { Candidates } from "../../../lib/comparing.ts";
import type { SearchResult as Found } from "../../../lib/search.ts";

export type { MeterReport } from "../../../lib/access/index.ts";
export type {
  CollectionRecord,
  Comparison,
  ConversationRecord,
  DocumentRecord,
  MeterTotals,
  TestQuestion,
  UnansweredQuestion,
} from "../../../lib/catalog/index.ts";
export type { CandidateId, CompareEvent } from "../../../lib/comparing.ts";
export type { Health } from "../../../lib/health.ts";
export type { SearchHit } from "../../../lib/search.ts";

export interface ComparisonOverview extends Candidates {
  comparisons: ComparisonSummary[];
  totals: PreferenceTotal[];
}

export interface Session {
  user: { name: string; email: string };
}

export interface SearchResult extends Found {
  tookMs: number;
}
