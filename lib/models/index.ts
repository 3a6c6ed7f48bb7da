/** The catalogue of models, what fits this machine, verified downloads, and which model is chosen. */
export {
  type AddedModel,
  addAddress,
  addFile,
  badAddress,
  entryOf,
  findModel,
  forgetAdded,
  type GgufFacts,
  idOfFile,
  readAdded,
} from "./added.ts";
export { catalogue, findEntry, starterId } from "./catalogue.ts";
export { beginTry, choose, goBack, keepOutcome, type ModelChoice, readChoice } from "./choice.ts";
export { chooseInstalled, type InstalledModel } from "./choose-installed.ts";
export { type Check, type ExamineOptions, examine } from "./doctor.ts";
export { bytesOf, type CatalogueEntry } from "./entry.ts";
export { keepMachine, type Machine, readMachine } from "./machine.ts";
export {
  createModelStore,
  type EnsureOptions,
  type ModelStore,
  type ModelStoreOptions,
  openModelStore,
} from "./model-store.ts";
export { describeProgress, formatBytes, type OnProgress, type Progress } from "./progress.ts";
export { bestVariant, type Fit, fitModel, type Hardware, inWords, selectModel } from "./select.ts";
export {
  keepSpeed,
  keptPrediction,
  measuredSpeed,
  predictSpeed,
  readSpeeds,
  type Speed,
  type SpeedEstimate,
  type Speeds,
  typical,
} from "./speed.ts";
export { type FileState, findModelFile, glanceAtModel, isModelPath, type LightState } from "./verify.ts";
