import { randomUUID } from "node:crypto";
import type { Person } from "../../access/index.ts";
import type { AnswerDeps } from "../../answer/deps.ts";
import type { Config } from "../../base/config.ts";
import { FootnoteError } from "../../base/errors.ts";
import type { Answer } from "../../base/types.ts";
import type { Documents } from "../../catalog/index.ts";
import type { SupportChecks } from "../../cite/index.ts";
import type { Embedder } from "../../embed/index.ts";
import type { EnergyMeter } from "../../energy/index.ts";
import type { Generator } from "../../generate/types.ts";
import type { Retriever } from "../../retrieve/index.ts";
import type { SearchScope } from "../../store/types.ts";
import { namingField, type Rights } from "./rights.ts";

export interface AnswerContextOptions {
  rights: Pick<Rights, "readable">;
  documents: Documents;
  retriever: Retriever;
  embedder: () => Embedder | null;
  /** What writing costs; without it nothing is counted. */
  energy?: EnergyMeter;
  /** Models that revise the support of sentences, where there are some. */
  supportChecks?: SupportChecks;
  config: Pick<Config, "ANSWER_TOKENS" | "THOUGHT_TOKENS">;
}

/** A document may be readable so soon, seconds. */
const READING_RETRY_S = 5;

/** What every answer is made in: the documents that a person may see, and the rooms that read them. */
export function createAnswerContext({ rights, documents, config, ...rooms }: AnswerContextOptions) {
  const { retriever, embedder, energy, supportChecks } = rooms;

  const pageText = async (documentId: string, number: number) => {
    const text = await documents.pageText(documentId, number);
    if (text === null)
      throw new FootnoteError("not_found", "A document was deleted while it was being read.", { hint: "Ask again." });
    return text;
  };

  return {
    /**
     * What may be searched: of the collections and documents asked for, or all of the person's.
     * @throws FootnoteError `not_found` for a collection or document that the person may not see, as for one that is not
     * there; its message names the field of the request, `fields`.
     */
    async scopeOf(
      person: Person,
      collectionIds?: string[],
      documentIds?: string[],
      fields = { collections: "collectionIds", documents: "documentIds" },
    ): Promise<SearchScope> {
      const visible = await rights.readable(person, collectionIds).catch((error: unknown) => {
        throw namingField(fields.collections, error);
      });
      if (documentIds && documentIds.length > 0) {
        const collections = await documents.collectionsOf(documentIds);
        const unknown = documentIds.find((id) => !visible.includes(collections.get(id) ?? ""));
        if (unknown !== undefined) {
          throw new FootnoteError("not_found", `${fields.documents}: There is no such document: “${unknown}”.`, {
            hint: "It may have been deleted, or be in another collection. Reload the list.",
          });
        }
      }
      return {
        collectionIds: visible,
        ...(documentIds && documentIds.length > 0 ? { documentIds } : {}),
      };
    },

    /** @throws FootnoteError `no_documents` when there is nothing to answer from. */
    async requireDocuments(scope: SearchScope): Promise<void> {
      if (await documents.anyFindable(scope.collectionIds, scope.documentIds)) return;
      const pending = await documents.pending(scope);
      if (pending > 0) {
        const what = pending === 1 ? "1 document is" : `${pending} documents are`;
        throw new FootnoteError("no_documents", `${what} still being read, and there is no other to answer from.`, {
          hint: "Ask again in a moment.",
          retryAfter: READING_RETRY_S,
        });
      }
      if (scope.documentIds !== undefined) {
        throw new FootnoteError("no_documents", "The documents that you chose could not be read.", {
          hint: "Choose others, or look in the list of documents why.",
        });
      }
      throw new FootnoteError("no_documents", "There is no document to answer from yet.", {
        hint: "Add a PDF first. It can be asked about as soon as it has been read.",
      });
    },

    /** What finding evidence takes. */
    reading: { embedder, pageText, documentNames: documents.names, now: () => performance.now() },

    deps(generator: Generator, keep: (made: Answer) => Promise<boolean>): AnswerDeps {
      return {
        retriever,
        embedder,
        generator,
        pageText,
        readPage: documents.page,
        documentNames: documents.names,
        pending: documents.pending,
        unreadable: documents.unreadable,
        ...(energy === undefined ? {} : { energy }),
        keep,
        newId: randomUUID,
        now: () => performance.now(),
        ...supportChecks,
        limits: { answerTokens: config.ANSWER_TOKENS, thoughtTokens: config.THOUGHT_TOKENS },
      };
    },
  };
}
