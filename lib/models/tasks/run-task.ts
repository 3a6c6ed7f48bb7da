import { spawn } from "node:child_process";
import { childEnvironment } from "../../base/config.ts";
import { FootnoteError } from "../../base/errors.ts";
import type { Progress } from "../index.ts";
import type { Task, TaskMessage } from "./messages.ts";

export interface RunTaskOptions {
  /** The program: the bundled `model-task`. */
  program: string;
  task: Task;
  argument?: string;
  onProgress?: (progress: Progress) => void;
  onNote?: (line: string) => void;
  /** Ends it; what a download has received is kept. */
  signal?: AbortSignal;
  timeoutMs?: number;
  env?: Record<string, string>;
}

/** Asked to end, a task has this long before it is killed, ms. */
const graceMs = 4000;

/**
 * Runs one task on models in a process of its own, so that hashing and writing gigabytes holds nobody up here.
 * @throws FootnoteError as the task says; the signal's reason on abort.
 */
export async function runTask(options: RunTaskOptions): Promise<unknown> {
  options.signal?.throwIfAborted();
  const limit = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs);
  // One libuv thread as in the model process: a measurement is to be of the same thing.
  const env = childEnvironment({ ...(options.task === "measure" && { UV_THREADPOOL_SIZE: "1" }), ...options.env });
  const child = spawn(process.execPath, [options.program, options.task, options.argument ?? ""], {
    env,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (piece: Buffer) => {
    said = (said + piece.toString()).slice(-2000);
  });
  let kill: NodeJS.Timeout | undefined;
  const stop = () => {
    if (child.connected) child.send("stop", () => undefined);
    kill = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  for (const signal of [options.signal, limit]) signal?.addEventListener("abort", stop, { once: true });
  try {
    const outcome = await new Promise<TaskMessage | null>((resolve) => {
      let last: TaskMessage | null = null;
      child.on("message", (message: TaskMessage) => {
        if (message.type === "progress") options.onProgress?.(message.progress);
        else if (message.type === "note") options.onNote?.(message.line);
        else last = message;
      });
      child.on("error", () => resolve(null));
      child.on("close", () => resolve(last));
    });
    options.signal?.throwIfAborted();
    if (outcome?.type === "done") return outcome.result;
    if (outcome?.type === "failed") {
      const { code, message, hint } = outcome.error;
      throw new FootnoteError(code, message, { hint });
    }
    throw new FootnoteError("internal", limit?.aborted ? "It took too long and was ended." : "It ended unexpectedly.", {
      hint: "Try again. If it happens again, there may be too little memory.",
      cause: new Error(said),
    });
  } finally {
    clearTimeout(kill);
    for (const signal of [options.signal, limit]) signal?.removeEventListener("abort", stop);
  }
}
