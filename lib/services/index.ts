import type { Access } from "../access/index.ts";
import type { Catalog } from "../catalog/index.ts";
import type { EnergyMeter } from "../energy/index.ts";
import { formatQuestions } from "../eval/index.ts";
import type { Generator } from "../generate/types.ts";
import type { ModelLibrary } from "../models/library/index.ts";
import { type AnswersServiceOptions, createAnswersService } from "./answers.ts";
import { createCollectionsService } from "./collections.ts";
import { createComparisonsService } from "./comparisons.ts";
import type { AnswerContextOptions } from "./context/answer-context.ts";
import { createRights } from "./context/rights.ts";
import { createConversationsService } from "./conversations.ts";
import { createDocumentsService, type DocumentsServiceOptions } from "./documents.ts";
import { createHealthService } from "./health.ts";
import { createKeysService } from "./keys.ts";
import { createMetersService } from "./meters.ts";
import { createModelsService } from "./models.ts";
import { createPeopleService } from "./people.ts";
import { createSearchService } from "./search.ts";
import { createTestQuestionsService } from "./test-questions.ts";

export interface ServicesOptions extends Pick<AnswerContextOptions, "retriever" | "embedder" | "supportChecks"> {
  version: string;
  dataDir: string;
  catalog: Catalog;
  access: Access;
  originals: DocumentsServiceOptions["originals"];
  upload: DocumentsServiceOptions["upload"];
  energy: EnergyMeter;
  /** The model that answers. */
  generator: Generator;
  /** Another server that is there only to be compared with. */
  second: Generator | null;
  library: ModelLibrary;
  config: AnswersServiceOptions["config"];
}

/** What a person can do, one service a resource. Rights are checked in them, when data is read, and nowhere else. */
export function createServices(options: ServicesOptions) {
  const { version, dataDir, catalog, access, originals, upload, energy, generator, second, library } = options;
  const { documents, conversations } = catalog;
  const rights = createRights(catalog);
  const context = { ...options, rights, documents };
  return {
    people: createPeopleService({ access }),
    keys: createKeysService(catalog),
    collections: createCollectionsService({ rights, collections: catalog.collections }),
    documents: createDocumentsService({ ...catalog, rights, originals, upload }),
    search: createSearchService(context),
    answers: createAnswersService({ ...context, conversations, generator }),
    conversations: createConversationsService({ conversations, documents }),
    comparisons: createComparisonsService({
      ...context,
      conversations,
      comparisons: catalog.comparisons,
      loaded: generator,
      second,
    }),
    testQuestions: createTestQuestionsService({ ...catalog, format: formatQuestions }),
    models: createModelsService({ rights, library }),
    meters: createMetersService({ meters: catalog.meters, energy }),
    health: createHealthService({ version, dataDir, generator, totals: catalog.collections.totals }),
  };
}

export type Services = ReturnType<typeof createServices>;
