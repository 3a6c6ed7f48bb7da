import { join } from "node:path";
import { type Context, indexSet, openEmbedder } from "./index-set.ts";
import { readPdfFolder, readSquad, shared } from "./sets.ts";

const embedder = await openEmbedder();
for (const context of process.argv.slice(2) as Context[]) {
  for (const [name, documents] of [
    ["samples", await readPdfFolder(join(shared, "samples"))],
    ["squad", readSquad().documents],
    ["sec", await readPdfFolder(join(shared, "eval/sec-10-q/docs"))],
  ] as const) {
    const t = performance.now();
    const set = await indexSet(name, documents, embedder, context);
    console.log(
      name,
      context,
      set.chunks.length,
      "chunks",
      Math.round(performance.now() - t),
      "ms",
      set.chunks.reduce((a, c) => a + c.tokens, 0),
      "tokens",
    );
    await set.dispose();
  }
}
await embedder.dispose();
