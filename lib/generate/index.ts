export { createDecisions, type DecisionsOptions } from "./decisions.ts";
/** messages → reasoning and text. One adapter for every OpenAI-compatible server, one scripted for tests. */
export { createOpenAiGenerator, type OpenAiGeneratorOptions } from "./openai-generator.ts";
export { createScriptedGenerator, type ScriptedStep } from "./scripted-generator.ts";
export type { Ending, GenerateEvent, GenerateRequest, Generator, GeneratorInfo } from "./types.ts";
