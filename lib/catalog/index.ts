import { createComparisons } from "./conversations/comparisons.ts";
import { createConversations } from "./conversations/conversations.ts";
import { createMeters } from "./conversations/meters.ts";
import { createTestQuestions } from "./conversations/test-questions.ts";
import { type DatabaseOptions, openDatabase } from "./database.ts";
import { createDocuments } from "./documents/documents.ts";
import { createJobs } from "./documents/jobs.ts";
import { createLeases } from "./documents/leases.ts";
import { createDocumentWatch } from "./documents/watch.ts";
import { createDocumentLists } from "./lists/document-lists.ts";
import { createCollections } from "./people/collections.ts";
import { createKeys } from "./people/keys.ts";
import * as tables from "./schema.ts";
import { createSnapshots } from "./snapshot.ts";

export type {
  Comparison,
  ComparisonSummary,
  Comparisons,
  EarlierAnswer,
  Preference,
  PreferenceTotal,
} from "./conversations/comparisons.ts";
export type { ConversationRecord, Conversations } from "./conversations/conversations.ts";
export type { Meters, MeterTable, MeterTotals } from "./conversations/meters.ts";
export type { TestQuestion, TestQuestions } from "./conversations/test-questions.ts";
export type { UnansweredQuestion } from "./conversations/unanswered.ts";
export type { Database } from "./database.ts";
export type { DocumentChange } from "./documents/changes.ts";
export type { DocumentChanges, DocumentRecord } from "./documents/document-record.ts";
export type { Documents, NewDocument } from "./documents/documents.ts";
export type { BatchLimits, Job, Jobs, Lease } from "./documents/jobs.ts";
export type { LeaseEnd, Leases } from "./documents/leases.ts";
export type { DocumentWatch } from "./documents/watch.ts";
export type {
  DocumentCounts,
  DocumentFilter,
  DocumentListQuery,
  DocumentLists,
  DocumentPage,
  DocumentSort,
} from "./lists/document-lists.ts";
export type { CollectionRecord, Collections, Role } from "./people/collections.ts";
export type { Keys } from "./people/keys.ts";
export { openSnapshot } from "./snapshot.ts";

/** SQL: collections, documents, jobs, conversations, answers, test questions, meters, comparisons. */
export async function createCatalog(options: DatabaseOptions) {
  const database = await openDatabase(options);
  const documents = createDocuments(database.db);
  const documentLists = createDocumentLists(database.db);
  const watch = createDocumentWatch(documents);
  return {
    collections: createCollections(database.db),
    documents,
    documentLists,
    watch,
    jobs: createJobs(database.db),
    leases: createLeases(database.db),
    conversations: createConversations(database.db),
    testQuestions: createTestQuestions(database.db),
    comparisons: createComparisons(database.db),
    meters: createMeters(database.db),
    keys: createKeys(database.db),
    snapshots: createSnapshots(database.db),
    /** For `lib/access`: better-auth reads and writes its own tables. */
    db: database.db,
    tables,
    /** Brings tables and rows up to date. Safe to call from several processes: one does it, the others wait. */
    async migrate(migrationsFolder: string): Promise<void> {
      await database.migrate(migrationsFolder);
      await documentLists.fillNameKeys();
    },
    close(): void {
      watch.close();
      database.close();
    },
  };
}

export type Catalog = Awaited<ReturnType<typeof createCatalog>>;
