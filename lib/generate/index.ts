export { createOpenAiGenerator, type OpenAiGeneratorOptions } from "./openai-generator.ts";
export { type ThinkPiece, ThinkSplitter, withoutThoughts } from "./think-splitter.ts";
export type { GenerateEvent, GenerateRequest, Generator, GeneratorInfo } from "./types.ts";
