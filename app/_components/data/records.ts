/** What the routes of `/api/v1` answer, as the pages use it: the rooms' own types. */

import type { ComparisonSummary, PreferenceTotal } from "../../../lib/catalog/index.ts";
import type { SearchResult as Found } from "../../../lib/retrieve/search.ts";
import type { Candidates } from "../../../lib/services/comparisons.ts";

export type {
  CollectionRecord,
  Comparison,
  ConversationRecord,
  DocumentRecord,
  MeterTotals,
  TestQuestion,
  UnansweredQuestion,
} from "../../../lib/catalog/index.ts";
export type { SearchHit } from "../../../lib/retrieve/search.ts";
export type { CandidateId, CompareEvent } from "../../../lib/services/comparisons.ts";
export type { Health } from "../../../lib/services/health.ts";
export type { MeterReport } from "../../../lib/services/meters.ts";

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
