import type { ErrorCode } from "../../base/errors.ts";
import type { Progress } from "../index.ts";

/** What a task process says to the one that started it. */
export type TaskMessage =
  | { type: "progress"; progress: Progress }
  | { type: "note"; line: string }
  | { type: "done"; result: unknown }
  | { type: "failed"; error: { code: ErrorCode; message: string; hint?: string } };

/** The tasks that `model-task` knows. */
export type Task = "fetch" | "verify" | "inspect" | "hardware" | "measure";
