import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ChildOptions {
  /** Shown before each of its log lines. */
  name: string;
  /** The program: a bundled module. */
  file: string;
  env: NodeJS.ProcessEnv;
  onMessage?(message: unknown): void;
  /** True for the message by which the process says that it does its work: when it ends after that, it is started again at once. */
  isReady?(message: unknown): boolean;
  log(name: string, line: string): void;
}

/** Waits before the 1st, 2nd, … restart in a row, ms; the last one for all after. */
const backOff = [200, 500, 1000, 2000, 5000, 10_000, 30_000];
/** Up for this long, a process counts as well again, ms. */
const wellAfter = 30_000;
/** Asked to end, a process has this long before it is killed, ms. */
const graceMs = 8000;

/** Keeps one process up: started again when it ends, later each time while it keeps ending soon. */
export function keepUp({ name, file, env, onMessage, isReady, log }: ChildOptions) {
  let child: ChildProcess | undefined;
  let stopping = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let ended: Promise<void> = Promise.resolve();

  const start = () => {
    const startedAt = Date.now();
    child = spawn(process.execPath, ["--enable-source-maps", file], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const current = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, (line) => log(name, line));
    let wasReady = false;
    child.on("message", (message) => {
      wasReady ||= isReady?.(message) ?? false;
      onMessage?.(message);
    });
    child.on("error", (error) => log(name, `could not be reached: ${error.message}`));
    ended = new Promise((resolve) => {
      current.once("exit", (code, signal) => {
        resolve();
        if (stopping) return;
        // Exit 0 is a process that asks for a fresh start (the worker, when its memory has grown): no fault, no wait.
        failures = code === 0 || wasReady || Date.now() - startedAt > wellAfter ? 0 : failures + 1;
        const wait = failures === 0 ? 0 : (backOff[failures - 1] ?? backOff.at(-1) ?? 0);
        log(
          "footnote",
          `${name} ended (${signal ?? code}), starting it again${wait > 0 ? ` in ${wait / 1000} s` : ""}`,
        );
        timer = setTimeout(start, wait);
      });
    });
  };
  start();

  const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    get pid() {
      return child?.pid;
    },
    /** Hands a message to the process, if it is up. */
    send(message: object) {
      if (child?.connected) child.send(message, () => {});
    },
    /** Starts it now when it waits for its next try. */
    startNow() {
      if (stopping || isUp()) return;
      clearTimeout(timer);
      failures = 0;
      start();
    },
    /** Ends it for good: asked first, killed after the grace. */
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (!child || !isUp()) return;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

export type KeptUp = ReturnType<typeof keepUp>;

function eachLine(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", take);
}
