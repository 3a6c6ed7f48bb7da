import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../access/index.ts";
import { FootnoteError } from "../base/errors.ts";
import type { RunningModel } from "../base/types.ts";
import type { Generator } from "../generate/types.ts";

export interface Health {
  status: "ok" | "degraded";
  version: string;
  worker: { status: "up" | "down" };
  model: {
    status: "ready" | "loading" | "absent" | "failed";
    name: string | null;
    backend: string | null;
    contextSize: number | null;
    starter: boolean | null;
    /** How Footnote's own model process runs it: layers on the GPU, memory, and what was asked for and not given. */
    running: RunningModel | null;
    hint?: string;
  };
  index: { documents: number; chunks: number };
}

export interface HealthServiceOptions {
  version: string;
  dataDir: string;
  generator: Pick<Generator, "info">;
  totals(): Promise<{ documents: number; chunks: number }>;
}

/** How each part is, for the health line and the settings page. */
export function createHealthService({ version, dataDir, generator, totals }: HealthServiceOptions) {
  const look = async (): Promise<Health> => {
    const [model, index] = await Promise.all([modelHealth(generator), totals()]);
    const worker = { status: workerIsUp(dataDir) ? ("up" as const) : ("down" as const) };
    const status = worker.status === "up" && model.status === "ready" ? "ok" : "degraded";
    return { status, version, worker, model, index };
  };
  return {
    /** A stranger is told whether all is well and no more. */
    async read(person: Person | null): Promise<Health | Pick<Health, "status">> {
      const health = await look();
      return person === null ? { status: health.status } : health;
    },
  };
}

export type HealthService = ReturnType<typeof createHealthService>;

async function modelHealth(generator: Pick<Generator, "info">): Promise<Health["model"]> {
  try {
    const { name, backend, contextSize, starter, running = null } = await generator.info();
    return { status: "ready", name, backend, contextSize, starter, running };
  } catch (error) {
    const unknown = { name: null, backend: null, contextSize: null, starter: null, running: null };
    if (!(error instanceof FootnoteError)) return { status: "failed", ...unknown };
    const status = error.code === "model_missing" ? "absent" : error.code === "model_damaged" ? "failed" : "loading";
    return { status, ...unknown, hint: [error.message, error.hint].filter(Boolean).join(" ") };
  }
}

/** The supervisor notes its children's process ids beside the data. */
function workerIsUp(dataDir: string): boolean {
  try {
    const { worker } = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8")) as { worker: number };
    process.kill(worker, 0);
    return true;
  } catch {
    return false;
  }
}
