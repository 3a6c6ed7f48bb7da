/**
 * The model process: node-llama-cpp behind an OpenAI-compatible HTTP API on loopback. A llama.cpp abort ends only this
 * process; the supervisor starts it with UV_THREADPOOL_SIZE=1 (FACTS.md: each decode otherwise lands on another libuv
 * thread with a thread team of its own) and starts it again.
 */
import { readConfig } from "../base/config.ts";
import { print } from "../base/terminal.ts";
import { createModel } from "../composition/model.ts";

/** Freeing the model's memory may take so long, ms. */
const graceMs = 3000;

const model = createModel(readConfig(), {
  tell: (message) => process.send?.(message),
  log: (line) => print(JSON.stringify({ process: "model", ...line })),
  onChange: stop,
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
process.once("disconnect", stop);
process.on("message", (message) => {
  if (typeof message === "object" && message !== null && "type" in message && message.type === "drain")
    model.makeRoom().catch(stop);
});

function stop(): void {
  setTimeout(() => process.exit(0), graceMs).unref();
  void model
    .dispose()
    .catch(() => undefined)
    .then(() => process.exit(0));
}
