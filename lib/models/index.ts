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
} from "./catalogue/added.ts";
export { catalogue, findEntry, starterId } from "./catalogue/catalogue.ts";
export { bytesOf, type CatalogueEntry } from "./catalogue/entry.ts";
export { beginTry, choose, goBack, keepOutcome, type ModelChoice, readChoice } from "./choice/choice.ts";
export { chooseInstalled, type InstalledModel } from "./choice/choose-installed.ts";
export { bestVariant, type Fit, fitModel, type Hardware, inWords, selectModel } from "./choice/select.ts";
export { keptPrediction, measuredSpeed, predictSpeed, type SpeedEstimate, typical } from "./choice/speed.ts";
export { type Speed, type SpeedSample, samplesKept, speedOf } from "./choice/speed-samples.ts";
export { keepSpeed, keepSpeeds, readSpeeds, type Speeds } from "./choice/speeds-file.ts";
export { type Check, type ExamineOptions, examine } from "./machine/doctor.ts";
export { keepMachine, type Machine, machineOfSystem, readMachine } from "./machine/machine.ts";
export {
  createModelStore,
  type EnsureOptions,
  type ModelStore,
  type ModelStoreOptions,
  openModelStore,
} from "./sources/model-store.ts";
export { describeProgress, formatBytes, type OnProgress, type Progress } from "./sources/progress.ts";
export { putThereByHand } from "./sources/remove.ts";
export { type FileState, findModelFile, glanceAtModel, isModelPath, type LightState } from "./sources/verify.ts";
