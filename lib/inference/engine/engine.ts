import { availableParallelism } from "node:os";
import {
  type ChatWrapper,
  DeepSeekChatWrapper,
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaGpuType,
  type LlamaGrammar,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
  type Token,
} from "node-llama-cpp";
import { FootnoteError } from "../../base/errors.ts";
import { checkGguf, damaged } from "./check-gguf.ts";

export interface EngineOptions {
  modelPath: string;
  gpu: "auto" | "cuda" | "metal" | "vulkan" | "off";
  /** Layers to put on the GPU; undefined: as many as fit. */
  gpuLayers: number | undefined;
  /** Tokens each sequence can hold. */
  contextSize: number;
  sequences: number;
  /** Told what llama.cpp did not do as asked: one plain line each. */
  onNotice: (line: string) => void;
  /** Told what llama.cpp itself reports as an error; whoever owns the process decides where that goes. */
  onLog?: (line: string) => void;
}

/** One place in the pool: a llama.cpp sequence and when it was last used. */
export interface Slot {
  sequence: LlamaContextSequence;
  /** Of the sequence in its context, from 0. */
  index: number;
  usedAt: number;
}

/** How the model runs here, for /health. */
export interface EngineBackend {
  /** `cpu`, or the GPU type with its device. */
  backend: string;
  gpu: LlamaGpuType;
  gpuLayers: number;
  devices: string[];
  threads: number;
  flashAttention: string;
  /** What was asked for and not given. */
  fallbacks: string[];
}

export interface Engine {
  readonly backend: EngineBackend;
  readonly contextSize: number;
  readonly batchSize: number;
  readonly promptForm: "r1" | "plain";
  readonly chatWrapper: ChatWrapper;
  readonly model: LlamaModel;
  readonly slots: Slot[];
  tokenize(text: string, specialTokens?: boolean): Token[];
  /** @throws Error when the grammar cannot be read. */
  grammar(text: string): Promise<LlamaGrammar>;
  memory(): { ram: number; vram: number };
  dispose(): Promise<void>;
}

/** Drivers that imitate a GPU on the CPU: some 50 times slower than the CPU itself (FACTS.md). */
const softwareDevice = /llvmpipe|lavapipe|swiftshader|softpipe/i;
/** Grammars kept compiled. */
const grammarsKept = 16;

/**
 * Loads a GGUF and makes one context with a fixed pool of sequences. Every device fall-back is told through `onNotice`
 * and kept in `backend.fallbacks`.
 * @throws FootnoteError `model_missing`, `model_damaged`, `model_unavailable` when the memory does not hold it.
 */
export async function loadEngine(options: EngineOptions): Promise<Engine> {
  await checkGguf(options.modelPath);
  const fallbacks: string[] = [];
  const note = (line: string) => {
    fallbacks.push(line);
    options.onNotice(line);
  };
  const llama = await openLlama(options, note);
  try {
    const model = await llama.loadModel({
      modelPath: options.modelPath,
      // The cache of all sequences has to fit beside the layers.
      gpuLayers:
        llama.gpu === false
          ? 0
          : (options.gpuLayers ?? { fitContext: { contextSize: options.contextSize * options.sequences } }),
    });
    const layers = model.fileInsights.totalLayers;
    if (options.gpu === "auto" && options.gpuLayers === undefined && llama.gpu !== false && model.gpuLayers === 0) {
      note(`${llama.gpu} has no room for a single layer, the CPU is used`);
      return await loadOnCpu(llama, options, fallbacks);
    }
    const left = layers - model.gpuLayers;
    if (llama.gpu !== false && left > 0) {
      const why = options.gpuLayers === undefined ? `${llama.gpu} found no room for` : "GPU_LAYERS leaves out";
      note(`${why} ${left} of ${layers} layers, they run on the CPU`);
    }
    const context = await createContext(model, options, note);
    return await assemble(llama, model, context, options, fallbacks);
  } catch (error) {
    if (llama.gpu !== false && isOutOfMemory(error)) {
      note(`${llama.gpu} ran out of room for the model and its context, the CPU is used`);
      return await loadOnCpu(llama, options, fallbacks);
    }
    await llama.dispose();
    if (error instanceof Error && /failed to load model/i.test(error.message)) throw damaged("cannot be loaded", error);
    if (!isOutOfMemory(error)) throw error;
    throw new FootnoteError("model_unavailable", "The model does not fit into this machine's memory.", {
      hint: "Choose a smaller one with MODEL, or lower CONTEXT_SIZE or SEQUENCES.",
      cause: error,
    });
  }
}

/** Loads the same on the CPU, keeping what was already told. */
async function loadOnCpu(llama: Llama, options: EngineOptions, fallbacks: readonly string[]): Promise<Engine> {
  await llama.dispose();
  const engine = await loadEngine({ ...options, gpu: "off" });
  engine.backend.fallbacks.unshift(...fallbacks);
  return engine;
}

/** node-llama-cpp's own estimate, or what the driver says when the estimate was wrong. */
function isOutOfMemory(error: unknown): boolean {
  if (error instanceof InsufficientMemoryError) return true;
  return (
    error instanceof Error && /failed to create context|out of (device )?memory|failed to allocate/i.test(error.message)
  );
}

async function assemble(
  llama: Llama,
  model: LlamaModel,
  context: LlamaContext,
  options: EngineOptions,
  fallbacks: string[],
): Promise<Engine> {
  const promptForm = isR1(model) ? "r1" : "plain";
  const devices = llama.gpu === false ? [] : await llama.getGpuDeviceNames();
  const grammars = new Map<string, LlamaGrammar>();
  const slots = Array.from({ length: options.sequences }, (_, index) => ({
    sequence: context.getSequence(),
    index,
    usedAt: 0,
  }));
  return {
    backend: {
      backend: llama.gpu === false ? "cpu" : `${llama.gpu}${devices[0] ? ` (${devices[0]})` : ""}`,
      gpu: llama.gpu,
      gpuLayers: model.gpuLayers,
      devices,
      threads: context.idealThreads,
      flashAttention: String(context.flashAttention),
      fallbacks,
    },
    contextSize: context.contextSize,
    batchSize: context.batchSize,
    promptForm,
    chatWrapper: promptForm === "r1" ? new DeepSeekChatWrapper() : resolveChatWrapper(model),
    model,
    slots,
    tokenize: (text, specialTokens = false) => model.tokenize(text, specialTokens),
    grammar: async (text) => {
      const kept = grammars.get(text) ?? (await llama.createGrammar({ grammar: text }));
      grammars.delete(text);
      grammars.set(text, kept);
      const oldest = grammars.keys().next().value;
      if (grammars.size > grammarsKept && oldest !== undefined) grammars.delete(oldest);
      return kept;
    },
    memory: () => {
      const [weights, cache] = [model.memoryUsage, context.memoryUsage];
      return { ram: weights.ram + cache.ram, vram: weights.vram + cache.vram };
    },
    dispose: () => llama.dispose(),
  };
}

async function openLlama({ gpu: asked, onLog }: EngineOptions, note: (line: string) => void): Promise<Llama> {
  const common = {
    build: "never",
    progressLogs: false,
    skipDownload: true,
    logLevel: LlamaLogLevel.warn,
    // Without it at least 4 are used, and threads that share a core stall each other (FACTS.md).
    maxThreads: availableParallelism(),
    logger: (level: LlamaLogLevel, message: string) => {
      if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) onLog?.(message.trim());
    },
  } as const;
  if (asked === "off") return getLlama({ ...common, gpu: false });
  try {
    const llama = await getLlama({ ...common, gpu: asked });
    if (asked !== "auto" && llama.gpu !== asked) note(`${asked} was asked for, ${llama.gpu || "the CPU"} is used`);
    if (asked !== "auto" || !(await isSoftware(llama))) return llama;
    const [device] = await llama.getGpuDeviceNames();
    // A driver without a device is no fall-back worth telling; one that imitates a device is.
    if (device !== undefined) note(`${device} is no GPU but a driver on the CPU, the CPU is used directly`);
    await llama.dispose();
    return getLlama({ ...common, gpu: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    note(`${asked === "auto" ? "the GPU" : asked} cannot be used (${reason}), the CPU is used`);
    return getLlama({ ...common, gpu: false });
  }
}

/** No device, or only ones that a driver imitates on the CPU: slower than the CPU itself, used only where asked for by name. */
export async function isSoftware(llama: Llama): Promise<boolean> {
  if (llama.gpu === false) return false;
  const devices = await llama.getGpuDeviceNames();
  return devices.every((name) => softwareDevice.test(name));
}

async function createContext(
  model: LlamaModel,
  options: EngineOptions,
  note: (line: string) => void,
): Promise<LlamaContext> {
  const wanted = Math.min(options.contextSize, model.trainContextSize);
  if (wanted < options.contextSize)
    note(`the model was trained for ${wanted} tokens of context, not ${options.contextSize}`);
  // contextSize is per sequence; node-llama-cpp multiplies it by the number of sequences.
  return model.createContext({
    contextSize: wanted,
    sequences: options.sequences,
    failedCreationRemedy: false,
  });
}

/** R1 distills carry DeepSeek's chat template; V2 and V3 do too, but without thinking. */
function isR1(model: LlamaModel): boolean {
  const template = model.fileInfo.metadata.tokenizer.chat_template ?? "";
  return template.includes("<｜Assistant｜>") && template.includes("</think>");
}
