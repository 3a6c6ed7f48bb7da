import type { CatalogueEntry } from "./entry.ts";

type Quantisation = "Q4_0" | "Q4_K_M" | "Q8_0";

function distill(options: {
  id: string;
  title: string;
  repo: string;
  file: string;
  licence: string;
  parameters: number;
  layers: number;
  cacheBytesPerToken: number;
  rank: number;
  gigabytes: Partial<Record<Quantisation, number>>;
}): CatalogueEntry[] {
  return Object.entries(options.gigabytes).map(([name, gigabytes]) => {
    const quantisation = name as Quantisation; // keys of the record above
    const file = `${options.file}-${quantisation}.gguf`;
    return {
      id: quantisation === "Q4_K_M" ? options.id : `${options.id}-${quantisation.toLowerCase()}`,
      title: `${options.title} (${quantisation})`,
      role: "answers",
      licence: options.licence,
      starter: false,
      rank: options.rank + (quantisation === "Q8_0" ? 1 : 0),
      family: { id: options.id, title: options.title },
      files: [
        {
          path: file,
          approximateBytes: Math.round(gigabytes * 1e9),
          sources: [{ kind: "hub", repo: options.repo, path: file, bytes: null, sha256: null }],
        },
      ],
      answers: {
        promptForm: "r1",
        parameters: options.parameters,
        quantisation,
        layers: options.layers,
        cacheBytesPerToken: options.cacheBytesPerToken,
      },
    };
  });
}

/** The R1 distills, each in the quantisations that its repository has. Sizes as listed there. */
export const distills: CatalogueEntry[] = [
  ...distill({
    id: "deepseek-r1-distill-qwen-1.5b",
    title: "DeepSeek-R1-Distill-Qwen-1.5B",
    repo: "bartowski/DeepSeek-R1-Distill-Qwen-1.5B-GGUF",
    file: "DeepSeek-R1-Distill-Qwen-1.5B",
    licence: "MIT (from Qwen2.5, Apache-2.0)",
    parameters: 1.78e9,
    layers: 28,
    cacheBytesPerToken: 28_672,
    rank: 10,
    gigabytes: { Q4_0: 1.07, Q4_K_M: 1.12, Q8_0: 1.9 },
  }),
  ...distill({
    id: "deepseek-r1-distill-qwen-7b",
    title: "DeepSeek-R1-Distill-Qwen-7B",
    repo: "bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF",
    file: "DeepSeek-R1-Distill-Qwen-7B",
    licence: "MIT (from Qwen2.5, Apache-2.0)",
    parameters: 7.62e9,
    layers: 28,
    cacheBytesPerToken: 57_344,
    rank: 20,
    gigabytes: { Q4_0: 4.44, Q4_K_M: 4.69, Q8_0: 8.1 },
  }),
  ...distill({
    id: "deepseek-r1-distill-llama-8b",
    title: "DeepSeek-R1-Distill-Llama-8B",
    repo: "bartowski/DeepSeek-R1-Distill-Llama-8B-GGUF",
    file: "DeepSeek-R1-Distill-Llama-8B",
    licence: "MIT (from Llama 3.1, Llama 3.1 Community License)",
    parameters: 8.03e9,
    layers: 32,
    cacheBytesPerToken: 131_072,
    rank: 25,
    gigabytes: { Q4_0: 4.68, Q4_K_M: 4.92, Q8_0: 8.54 },
  }),
  ...distill({
    id: "deepseek-r1-0528-qwen3-8b",
    title: "DeepSeek-R1-0528-Qwen3-8B",
    repo: "unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF",
    file: "DeepSeek-R1-0528-Qwen3-8B",
    licence: "MIT (from Qwen3, Apache-2.0)",
    parameters: 8.19e9,
    layers: 36,
    cacheBytesPerToken: 147_456,
    rank: 30,
    gigabytes: { Q4_0: 4.8, Q4_K_M: 5.03, Q8_0: 8.72 },
  }),
  ...distill({
    id: "deepseek-r1-distill-qwen-14b",
    title: "DeepSeek-R1-Distill-Qwen-14B",
    repo: "bartowski/DeepSeek-R1-Distill-Qwen-14B-GGUF",
    file: "DeepSeek-R1-Distill-Qwen-14B",
    licence: "MIT (from Qwen2.5, Apache-2.0)",
    parameters: 14.8e9,
    layers: 48,
    cacheBytesPerToken: 196_608,
    rank: 40,
    gigabytes: { Q4_0: 8.54, Q4_K_M: 8.99, Q8_0: 15.7 },
  }),
  ...distill({
    id: "deepseek-r1-distill-qwen-32b",
    title: "DeepSeek-R1-Distill-Qwen-32B",
    repo: "bartowski/DeepSeek-R1-Distill-Qwen-32B-GGUF",
    file: "DeepSeek-R1-Distill-Qwen-32B",
    licence: "MIT (from Qwen2.5, Apache-2.0)",
    parameters: 32.8e9,
    layers: 64,
    cacheBytesPerToken: 262_144,
    rank: 50,
    gigabytes: { Q4_0: 18.71, Q4_K_M: 19.9, Q8_0: 34.9 },
  }),
  ...distill({
    id: "deepseek-r1-distill-llama-70b",
    title: "DeepSeek-R1-Distill-Llama-70B",
    repo: "bartowski/DeepSeek-R1-Distill-Llama-70B-GGUF",
    file: "DeepSeek-R1-Distill-Llama-70B",
    licence: "MIT (from Llama 3.3, Llama 3.3 Community License)",
    parameters: 70.6e9,
    layers: 80,
    cacheBytesPerToken: 327_680,
    rank: 60,
    gigabytes: { Q4_K_M: 42.5 },
  }),
];
