import { formatBytes, inWords, type SpeedEstimate } from "../models/index.ts";
import type { ModelOverview, ModelRecord } from "../models/library/index.ts";

const stateWords: Record<ModelRecord["state"], string> = {
  in_use: "in use",
  loading: "being loaded",
  ready: "there",
  unchecked: "there, unchecked",
  partly: "partly there",
  missing: "not there",
  damaged: "damaged",
  queued: "waiting",
  fetching: "being fetched",
  verifying: "being checked",
};
const fitWords = { well: "fits", slow: "slow here", no: "does not fit", unknown: "" };

/** The list for a terminal: the machine, the choice, then each model with its quantisations beneath it. */
export function formatModels(overview: ModelOverview): string[] {
  const families = new Map<string, ModelRecord[]>();
  for (const model of overview.models) families.set(model.family.id, [...(families.get(model.family.id) ?? []), model]);
  return [...head(overview), ...[...families.values()].flatMap(family)];
}

function head({ machine, inUse, choice, failed, fixed, notice, suggested, freeBytes, hub }: ModelOverview): string[] {
  const lines: string[] = [];
  if (machine !== null) {
    const gpu = machine.gpu ? `${machine.gpu.name} with ${formatBytes(machine.gpu.memoryBytes)}` : "no GPU";
    lines.push(
      `This machine   ${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)} of memory, ${gpu}`,
    );
    const measured = [
      machine.measured &&
        `the starter reads ${rough(machine.measured.prompt)} and writes ${rough(machine.measured.answer)} tokens/s`,
      machine.memoryBytesPerSecond && `memory moves ${formatBytes(machine.memoryBytesPerSecond)}/s`,
      machine.measured && machine.busy && "other programs were busy meanwhile: it is measured again at the next start",
    ].filter(Boolean);
    lines.push(`Measured       ${measured.length > 0 ? measured.join(", ") : "not yet; npm start does it"}`);
  }
  if (inUse !== null) {
    const where = inUse.gpuLayers > 0 ? `, ${inUse.gpuLayers} of ${inUse.layers} layers on the GPU` : "";
    const memory = `${formatBytes(inUse.memory.ram)} of memory${inUse.memory.vram > 0 ? ` and ${formatBytes(inUse.memory.vram)} of the GPU's` : ""}`;
    lines.push(`In use         ${inUse.name} on ${inUse.backend}${where}, ${inUse.threads} threads, ${memory}`);
    for (const line of inUse.fallbacks) lines.push(`               ${line}`);
  } else lines.push(`In use         none: ${notice ?? "Footnote does not run"}`);
  if (choice !== null) lines.push(`Why            ${choice.reason}`);
  if (suggested !== null && inUse?.id !== suggested.id)
    lines.push(`Suggested      ${suggested.title}. ${suggested.reason}`);
  if (failed !== null) lines.push(`Given up       ${failed.title}: ${failed.message} ${failed.hint ?? ""}`.trimEnd());
  if (fixed !== null) lines.push(`               ${fixed}`);
  lines.push(`Downloads      from ${hub}${freeBytes === null ? "" : `, ${formatBytes(freeBytes)} free on the disk`}`);
  return lines;
}

function family(members: ModelRecord[]): string[] {
  const [first] = members;
  if (first === undefined) return [];
  const best = members.find(({ suits }) => suits) ?? first;
  const starter = first.starter ? " The starter: it shows that the line works, not how well R1 answers." : "";
  return ["", `${first.family.title}   ${first.licence}`, `  ${best.reason}${starter}`, ...members.flatMap(variant)];
}

function variant(model: ModelRecord): string[] {
  const { quantisation, suits, bytes, fit, state, transfer, id, measured, expected, error } = model;
  const how =
    state === "partly" && transfer ? `${stateWords[state]} (${formatBytes(transfer.bytesDone)})` : stateWords[state];
  const columns = [
    `  ${suits ? "*" : " "} ${quantisation.padEnd(8)}`,
    (bytes > 0 ? formatBytes(bytes) : "?").padStart(8),
    fitWords[fit].padEnd(13),
    how.padEnd(18),
    id,
  ];
  const lines = [columns.join("  ").trimEnd()];
  if (measured) lines.push(`      measured here: ${speedWords(measured)}`);
  if (expected && (measured || fit !== "no"))
    lines.push(`      ${measured ? "was expected:  " : "expected here: "}${speedWords(expected)}`);
  if (error) lines.push(`      ${error.message} ${error.hint ?? ""}`.trimEnd());
  return lines;
}

function speedWords({ prompt, answer, answerSeconds }: SpeedEstimate): string {
  return `reads ${rough(prompt)}, writes ${rough(answer)} tokens/s; a typical answer takes ${inWords(answerSeconds)}`;
}

/** Two figures are as exact as a prediction is. */
function rough(value: number): string {
  if (value < 0.1) return "under 0.1";
  return value < 10 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
}
