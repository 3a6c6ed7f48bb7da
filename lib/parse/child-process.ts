import { type ChildProcess, execFile, fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { isParseMessage, type ParseMessage, type ParseRequest } from "./protocol.ts";

const run = promisify(execFile);

/** How a file ended: the child said `done` or `failed`, or why it was killed, or `crash` when it ended by itself. */
export type ChildEnd = "done" | "timeout" | "memory" | "crash" | "abort";

/** A parser child, which reads one file at a time. */
export interface ParserChild {
  /** False once it has ended (killed from outside, say): take another. */
  readonly alive: boolean;
  /** Resolves when it has loaded everything or has ended. */
  readonly ready: Promise<void>;
  /** Files that it has been given. */
  readonly files: number;
  /** Its resident memory, bytes; 0 where it cannot be told. */
  residentBytes(): Promise<number>;
  /**
   * Sends it a file and resolves when that was read, or when the child has ended, having passed on every message. Only after
   * `done` may it be given another one.
   * @param watch checked every `WATCH_MS`: a reason to kill it, or null. It is given the child's resident bytes.
   */
  run(
    request: ParseRequest,
    onMessage: (message: ParseMessage) => void,
    watch: Watch,
    signal?: AbortSignal,
  ): Promise<ChildEnd>;
  kill(): void;
}

export type Watch = (residentBytes: number) => "timeout" | "memory" | null;

/** How often memory and time are looked at, ms. */
const WATCH_MS = 100;
const PAGE_BYTES = 4096;

/** Starts a child from the bundled program at `childPath`. `heapMb`: V8's own limit; buffers are counted by `watch`. */
export function startChild(childPath: string, heapMb: number): ParserChild {
  const child = fork(childPath, [], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    // A parser needs nothing of the environment, and secrets live there.
    env: { NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  let alive = true;
  let files = 0;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      alive = false;
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message) => {
      if (isParseMessage(message) && message.type === "ready") resolve();
    });
    void ended.then(resolve);
  });
  return {
    get alive() {
      return alive;
    },
    get files() {
      return files;
    },
    ready,
    residentBytes: () => residentBytes(child),
    kill: () => void child.kill("SIGKILL"),
    async run(request, onMessage, watch, signal) {
      files++;
      let end: ChildEnd = "crash";
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const stop = (why: ChildEnd) => {
        if (end === "crash") end = why;
        child.kill("SIGKILL");
      };
      const onAbort = () => stop("abort");
      const onChildMessage = (message: unknown) => {
        if (!isParseMessage(message) || end !== "crash") return;
        onMessage(message);
        // What a file that cannot be read has left in the child is not known: the next one gets a new child.
        if (message.type === "failed") stop("done");
        if (message.type === "done") {
          end = "done";
          finish();
        }
      };
      child.on("message", onChildMessage);
      signal?.addEventListener("abort", onAbort);
      const timer = setInterval(async () => {
        const reason = watch(await residentBytes(child));
        if (reason !== null) stop(reason);
      }, WATCH_MS);
      if (signal?.aborted === true) onAbort();
      else child.send(request, () => undefined);
      await Promise.race([ended, finished]);
      clearInterval(timer);
      child.off("message", onChildMessage);
      signal?.removeEventListener("abort", onAbort);
      return end;
    },
  };
}

/** Resident memory of a process in bytes: from /proc where there is one, else from `ps`; 0 when neither tells. */
async function residentBytes(child: ChildProcess): Promise<number> {
  if (child.pid === undefined || child.exitCode !== null) return 0;
  try {
    const pages = Number((await readFile(`/proc/${child.pid}/statm`, "latin1")).split(" ")[1]);
    return pages * PAGE_BYTES;
  } catch {
    if (process.platform === "linux" || process.platform === "win32") return 0;
  }
  try {
    return Number((await run("ps", ["-o", "rss=", "-p", String(child.pid)])).stdout.trim()) * 1024;
  } catch {
    return 0;
  }
}
