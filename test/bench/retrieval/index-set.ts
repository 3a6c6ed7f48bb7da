import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { IndexedChunk } from "../../../lib/base/types.ts";
import { createChunker, embeddedText } from "../../../lib/chunk/index.ts";
import { createTransformersEmbedder, type Embedder } from "../../../lib/embed/index.ts";
import { aboutOf } from "../../../lib/ingest/index.ts";
import { createLanceStore } from "../../../lib/store/index.ts";
import type { ChunkStore } from "../../../lib/store/types.ts";
import { cacheFolder, digest, type SetDocument } from "./sets.ts";

/** What is embedded with a chunk's own text; "about" is all that the product embeds with it (`embeddedText`). */
export type Context = "none" | "headings" | "about";

export interface IndexedSet {
  documents: SetDocument[];
  chunks: IndexedChunk[];
  store: ChunkStore;
  embedder: Embedder;
  pageText: (documentId: string, page: number) => Promise<string>;
  documentName: (id: string) => string;
  dispose(): Promise<void>;
}

/** The starter embedding model, two threads. */
export async function openEmbedder(): Promise<Embedder> {
  const modelDir = resolve(process.env.MODELS_DIR ?? "data/models", "all-minilm-l6-v2");
  return createTransformersEmbedder({ modelDir, modelId: "all-minilm-l6-v2", threads: 2 });
}

/** Chunks, embeds and stores a set with the project's own rooms; vectors are kept in the cache, the index is made anew. */
export async function indexSet(
  name: string,
  documents: SetDocument[],
  embedder: Embedder,
  context: Context,
): Promise<IndexedSet> {
  const chunker = createChunker({ tokenizer: embedder.tokenizer });
  const chunks: IndexedChunk[] = [];
  for (const document of documents) {
    for (const chunk of await chunker.chunk(document))
      chunks.push({
        ...chunk,
        id: `${document.id}:${chunk.ordinal}`,
        documentId: document.id,
        collectionId: "bench",
        about: aboutOf(document.name, document.title),
      });
  }
  const texts = chunks.map((chunk) => textToEmbed(chunk, context, embedder));
  const vectors = await cachedVectors(`${name}-${context}`, texts, embedder);
  const uri = join(cacheFolder, `lance-${name}-${context}-${process.pid}`);
  const store = await createLanceStore({
    uri,
    dimensions: embedder.dimensions,
    fingerprint: embedder.fingerprint,
    writer: true,
  });
  let from = 0;
  for (const document of documents) {
    const count = chunks.slice(from).findIndex((chunk) => chunk.documentId !== document.id);
    const to = count < 0 ? chunks.length : from + count;
    if (to === from) continue;
    await store.addEmbedded(document.id, chunks.slice(from, to), vectors.slice(from, to));
    await store.publish(document.id);
    from = to;
  }
  await store.maintain();
  const byId = new Map(documents.map((document) => [document.id, document]));
  return {
    documents,
    chunks,
    store,
    embedder,
    pageText: async (id, page) => byId.get(id)?.pages[page - 1]?.text ?? "",
    documentName: (id) => byId.get(id)?.name ?? id,
    async dispose() {
      await store.dispose();
      rmSync(uri, { recursive: true, force: true });
    },
  };
}

function textToEmbed(chunk: IndexedChunk, context: Context, { tokenizer }: Embedder): string {
  if (context === "none") return chunk.text;
  return embeddedText(context === "about" ? chunk : { ...chunk, about: "" }, tokenizer);
}

async function cachedVectors(name: string, texts: string[], embedder: Embedder): Promise<Float32Array[]> {
  const file = join(cacheFolder, `${name}-${digest([embedder.fingerprint, ...texts])}.f32`);
  const { dimensions } = embedder;
  if (!existsSync(file)) {
    const began = performance.now();
    const made = await embedder.embed(texts, "passage");
    console.error(`${name}: ${texts.length} chunks embedded in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const flat = new Float32Array(texts.length * dimensions);
    made.forEach((vector, index) => {
      flat.set(vector, index * dimensions);
    });
    writeFileSync(file, new Uint8Array(flat.buffer));
  }
  const bytes = readFileSync(file);
  const flat = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return texts.map((_, index) => flat.subarray(index * dimensions, (index + 1) * dimensions));
}
