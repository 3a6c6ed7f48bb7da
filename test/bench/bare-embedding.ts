import { basename, dirname } from "node:path";
import { AutoModel, AutoTokenizer, env, Tensor } from "@huggingface/transformers";

/** The runtime alone on texts: ids made beforehand, batches of one size, sorted by length, nothing read from the result. */
export async function openBareRuntime(modelDir: string, threads: number) {
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(modelDir)}/`;
  const name = basename(modelDir);
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true });
  const model = await AutoModel.from_pretrained(name, {
    dtype: "q8",
    local_files_only: true,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  return {
    /** Seconds for all texts with batches of `size`, and the tokens in them, padding not counted. */
    async run(texts: string[], size: number): Promise<{ seconds: number; tokens: number }> {
      const rows: number[][] = texts.map((text) => tokenizer.encode(text)).sort((a, b) => b.length - a.length);
      const began = performance.now();
      for (let from = 0; from < rows.length; from += size) {
        const batch = rows.slice(from, from + size);
        const length = batch[0]?.length ?? 0;
        const ids = new BigInt64Array(batch.length * length);
        const mask = new BigInt64Array(batch.length * length);
        batch.forEach((row, at) => {
          row.forEach((id, token) => {
            ids[at * length + token] = BigInt(id);
            mask[at * length + token] = 1n;
          });
        });
        const shape = [batch.length, length];
        const types = new Tensor("int64", new BigInt64Array(ids.length), shape);
        await model({
          input_ids: new Tensor("int64", ids, shape),
          attention_mask: new Tensor("int64", mask, shape),
          token_type_ids: types,
        });
      }
      return { seconds: (performance.now() - began) / 1000, tokens: rows.reduce((sum, row) => sum + row.length, 0) };
    },
    dispose: () => model.dispose(),
  };
}
