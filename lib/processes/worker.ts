/**
 * The worker process: takes ingest jobs from SQL under a lease, and is the only writer of the index. It runs at the lowest
 * priority, with one thread fewer while an answer is being written: left alone it would slow answers to a tenth (FACTS.md).
 */
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { readConfig } from "../base/config.ts";
import { asFootnoteError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { keepFilesPrivate } from "../base/private-files.ts";
import { createWorker } from "../composition/worker.ts";

keepFilesPrivate();

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort(new Error("stopping")));
process.once("disconnect", () => stop.abort(new Error("the supervisor is gone")));

async function main(): Promise<void> {
  lowerPriority();
  const parserProgram = fileURLToPath(new URL("./parse-child.mjs", import.meta.url));
  const worker = await createWorker(readConfig(), { parserProgram, stopping: stop.signal });
  if (worker === null) return;
  process.on("message", (message) => {
    if (isBusy(message)) worker.setBusy(message.busy);
  });
  try {
    const why = await worker.run();
    log(why === "recycle" ? "worker starts afresh" : "worker stopped", {
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    });
  } finally {
    await worker.dispose();
  }
}

function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    log("priority not lowered", {}, "warn");
  }
}

function isBusy(message: unknown): message is { type: "busy"; busy: boolean } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "busy";
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const { code, message, cause } = asFootnoteError(error);
    log("worker failed", { code, message, detail: String(cause ?? error) }, "error");
    process.exit(1);
  },
);
