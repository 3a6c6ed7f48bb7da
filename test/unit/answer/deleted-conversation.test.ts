import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Person } from "../../../lib/access/index.ts";
import { type Catalog, createCatalog } from "../../../lib/catalog/index.ts";
import type { Generator } from "../../../lib/generate/index.ts";
import { createScriptedGenerator } from "../../../lib/generate/index.ts";
import { createRetriever } from "../../../lib/retrieve/index.ts";
import { createAnswersService } from "../../../lib/services/answers.ts";
import { bagEmbedder, smallStore } from "../retrieve/small-store.ts";

const ann = { id: "ann", name: "Ann", email: "ann@example.org" } as Person; // what asking looks at
const { store, pageText, documentName } = smallStore({ terms: ["The warranty lasts twelve months from delivery."] });

let folder: string;
let catalog: Catalog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-deleted-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(catalog.tables.user).values([ann]);
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

/** Asks, and deletes the conversation at the first word. */
async function askAndDelete(generator: Generator) {
  const answers = createAnswersService({
    generator,
    conversations: catalog.conversations,
    rights: { readable: async () => ["c1"] },
    retriever: createRetriever({ embedder: () => bagEmbedder, store, documentsNamed: async () => [] }),
    embedder: () => bagEmbedder,
    documents: {
      anyFindable: async () => true,
      hidden: async () => [],
      names: async (ids: string[]) => new Map(ids.map((id) => [id, documentName(id)])),
      pageText,
      page: async (id: string, number: number) => ({ number, text: await pageText(id, number) }),
      pending: async () => 0,
      unreadable: async () => [],
    } as unknown as Parameters<typeof createAnswersService>[0]["documents"], // what answering takes of them
    config: { ANSWER_TOKENS: 200, THOUGHT_TOKENS: 100 },
  });
  const question = "How many months does the warranty last from delivery?";
  let conversationId = "";
  let answerId = "";
  for await (const event of await answers.ask(ann, { question }, new AbortController())) {
    if (event.type === "start") ({ conversationId, answerId } = event);
    if (event.type === "text") await catalog.conversations.remove(conversationId, ann.id);
    if (event.type === "finish") return { answerId, finished: event.answer };
  }
  return { answerId, finished: null };
}

const gone = { code: "not_found", message: "The conversation was deleted meanwhile." };

it("an answer whose conversation is deleted ends with a typed failure, and nothing of it is kept", async () => {
  const generator = createScriptedGenerator([{ type: "text", delta: "The warranty lasts twelve months [1]." }]);
  await expect(askAndDelete(generator)).rejects.toMatchObject(gone);
  expect(await catalog.conversations.list(ann.id)).toEqual([]);
  expect(await catalog.db.select().from(catalog.tables.answer)).toEqual([]);
});

it("its generation is stopped, however much it would still have written", async () => {
  const words = createScriptedGenerator([]);
  let stopped = false;
  const endless: Generator = {
    info: words.info,
    countTokens: words.countTokens,
    async *generate({ signal }) {
      yield { type: "text", delta: "The warranty" };
      // Writes until it is stopped.
      await new Promise<void>((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped = true;
          reject(signal.reason);
        });
      });
    },
  };
  await expect(askAndDelete(endless)).rejects.toMatchObject(gone);
  expect(stopped).toBe(true);
  expect(await catalog.db.select().from(catalog.tables.answer)).toEqual([]);
});
