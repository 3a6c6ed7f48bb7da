import { existsSync } from "node:fs";
import { dirname } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../base/config.ts";
import { detectGpu } from "../inference/engine/detect-gpu.ts";
import { examine, openModelStore } from "../models/index.ts";

const shown = ["node-llama-cpp", "@huggingface/transformers", "@lancedb/lancedb", "pdf-parse", "next"] as const;

/** Prints what is there and what is missing, each bad line with its remedy; true when all is well. */
export async function doctor(config: Config, print: (line: string) => void): Promise<boolean> {
  const checks = await examine({
    store: openModelStore(config),
    dataFolder: nearestFolder(config.DATA_DIR),
    privateFolder: existsSync(config.DATA_DIR) ? config.DATA_DIR : null,
    answerModel: config.MODEL,
    embedder: config.EMBEDDER,
    offline: config.OFFLINE,
    remoteModel: config.LLM_BASE_URL,
    versions: {
      Footnote: packageJson.version,
      ...Object.fromEntries(shown.map((name) => [name, packageJson.dependencies[name]])),
    },
    gpu: () => detectGpu(config.GPU),
  });
  for (const { name, ok, detail, remedy } of checks) {
    print(`${ok ? "ok  " : "BAD "} ${name.padEnd(26)} ${detail}`);
    if (remedy) print(`${" ".repeat(31)} → ${remedy}`);
  }
  return checks.every(({ ok }) => ok);
}

/** The data folder, or the nearest one above it that is there already. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}
