import type { ModelOverview, ModelRecord } from "../../../lib/models/library/index.ts";
import { fileSize, timeLeft } from "../data/format.ts";

type Speed = NonNullable<ModelRecord["measured"]>;

/** Two figures are as exact as a prediction is. */
export function rough(value: number): string {
  if (value < 0.1) return "under 0.1";
  return value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Number(value.toPrecision(2)).toLocaleString("en");
}

/** "40 s", "6 min", "2.5 h". */
export function roughTime(seconds: number): string {
  if (seconds < 95) return `${rough(seconds)} s`;
  return seconds < 5700 ? `${rough(seconds / 60)} min` : `${rough(seconds / 3600)} h`;
}

/** "typical answer 84 s, 10 tokens/s". */
export function speedLine({ answer, answerSeconds }: Speed): string {
  return `typical answer ${roughTime(answerSeconds)}, ${rough(answer)}\u00a0tokens/s`;
}

/** "320 MB of 1.1 GB, 12 MB/s, about 40 s left". */
export function transferLine(transfer: NonNullable<ModelRecord["transfer"]>): string {
  const { bytesDone, bytesTotal, bytesPerSecond, secondsLeft } = transfer;
  const parts = [bytesTotal === null ? fileSize(bytesDone) : `${fileSize(bytesDone)} of ${fileSize(bytesTotal)}`];
  if (bytesPerSecond !== null && bytesPerSecond > 0) parts.push(`${fileSize(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(timeLeft(secondsLeft));
  return parts.join(", ");
}

/** Where it runs: "cpu, 2 threads", "cuda (NVIDIA …), 28 of 28 layers on the GPU". */
export function runsOn({ backend, gpuLayers, layers, threads }: NonNullable<ModelOverview["inUse"]>): string {
  const kind = backend === "cpu" ? "the CPU" : backend;
  return gpuLayers > 0 ? `${kind}, ${gpuLayers} of ${layers} layers on the GPU` : `${kind}, ${threads} threads`;
}

export function memoryOf({ memory }: NonNullable<ModelOverview["inUse"]>): string {
  const parts = [
    memory.ram > 0 ? fileSize(memory.ram) : null,
    memory.vram > 0 ? `${fileSize(memory.vram)} on the GPU` : null,
  ];
  return parts.filter(Boolean).join(" and ") || "not told";
}

/** The list by what one looks for: R1, what was added, the starter. */
export function groupModels(models: ModelRecord[]) {
  const families = new Map<string, ModelRecord[]>();
  for (const model of models) families.set(model.family.id, [...(families.get(model.family.id) ?? []), model]);
  const all = [...families.values()];
  return {
    r1: all.filter((members) => members.every(({ added, starter }) => !added && !starter)),
    added: all.filter((members) => members.some(({ added }) => added)),
    starter: all.filter((members) => members.some(({ starter, added }) => starter && !added)),
  };
}
