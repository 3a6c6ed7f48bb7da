import { createCollections } from "./collections.ts";
import { createComparisons } from "./comparisons.ts";
import { createConversations } from "./conversations.ts";
import { type DatabaseOptions, openDatabase } from "./database.ts";
import { createDocuments } from "./documents.ts";
import { createJobs } from "./jobs.ts";
import { createKeys } from "./keys.ts";
import { createDocumentLists } from "./lists/document-lists.ts";
import { createMeters } from "./meters.ts";
import * as tables from "./schema.ts";
import { createTestQuestions } from "./test-questions.ts";
import { createDocumentWatch } from "./watch.ts";

export type { CollectionRecord, Collections, Role } from "./collections.ts";
export type {
  Comparison,
  ComparisonSummary,
  Comparisons,
  EarlierAnswer,
  Preference,
  PreferenceTotal,
} from "./comparisons.ts";
export type { ConversationRecord, Conversations, UnansweredQuestion } from "./conversations.ts";
export type { Database } from "./database.ts";
export type { DocumentRecord, Documents, NewDocument } from "./documents.ts";
export type { Job, Jobs } from "./jobs.ts";
export type { Keys } from "./keys.ts";
export type {
  DocumentCounts,
  DocumentFilter,
  DocumentListQuery,
  DocumentLists,
  DocumentPage,
  DocumentSort,
} from "./lists/document-lists.ts";
export type { Meters, MeterTable, MeterTotals } from "./meters.ts";
export type { TestQuestion, TestQuestions } from "./test-questions.ts";
export type { DocumentChange, DocumentWatch } from "./watch.ts";

/** SQL: collections, documents, jobs, conversations, answers, test questions, meters, comparisons. */
export async function createCatalog(options: DatabaseOptions) {
  const database = await openDatabase(options);
  const documents = createDocuments(database.db);
  const documentLists = createDocumentLists(database.db);
  return {
    collections: createCollections(database.db),
    documents,
    documentLists,
    watch: createDocumentWatch(documents),
    jobs: createJobs(database.db),
    conversations: createConversations(database.db),
    testQuestions: createTestQuestions(database.db),
    comparisons: createComparisons(database.db),
    meters: createMeters(database.db),
    keys: createKeys(database.db),
    /** For `lib/access`: better-auth reads and writes its own tables. */
    db: database.db,
    tables,
    /** Brings tables and rows up to date. Safe to call from several processes: one does it, the others wait. */
    async migrate(migrationsFolder: string): Promise<void> {
      await database.migrate(migrationsFolder);
      await documentLists.fillNameKeys();
    },
    close: database.close,
  };
}

export type Catalog = Awaited<ReturnType<typeof createCatalog>>;
