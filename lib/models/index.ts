/** The catalogue of models, what fits this machine, and verified downloads. */
export { type CatalogueEntry, catalogue, findEntry, starterId } from "./catalogue.ts";
export { chooseInstalled, type InstalledModel } from "./choose-installed.ts";
export { type Check, type ExamineOptions, examine } from "./doctor.ts";
export { createModelStore, type EnsureOptions, type ModelStore, type ModelStoreOptions } from "./model-store.ts";
export { describeProgress, formatBytes, type OnProgress, type Progress } from "./progress.ts";
export { type Fit, fitModel, type Hardware, selectModel } from "./select.ts";
export { keepSpeed, predictSpeed, readSpeeds, type SpeedEstimate, type Speeds } from "./speed.ts";
export { isModelPath } from "./verify.ts";
