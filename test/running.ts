import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** Files that only the project's developers have; tests that want them say so when they skip. */
export const shared = resolve(process.env.FOOTNOTE_SHARED ?? "../shared");
export const hasShared = existsSync(join(shared, "samples"));

export interface RunningFootnote {
  url: string;
  /** A one-time sign-in link. */
  link: string;
  /** An API key of the first account. */
  key: string;
  dataDir: string;
  log: string[];
  pid(name: "web" | "worker" | "model" | "supervisor"): number;
  /** Calls the API with the key; `path` begins below `/api/v1`. */
  api(path: string, init?: RequestInit & { duplex?: "half" }): Promise<Response>;
  stop(): Promise<void>;
}

/**
 * Starts the built Footnote in a data folder of its own on a free port, as `npm start` does, with the starter models.
 * Rejects with the log when it ends before it answers.
 */
export async function startFootnote(environment: Record<string, string> = {}): Promise<RunningFootnote> {
  const dataDir = mkdtempSync(join(tmpdir(), "footnote-e2e-"));
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    MODELS_DIR: resolve("data/models"),
    MODEL: "smollm2-135m-instruct",
    PORT: "0",
    ANSWER_TOKENS: "120",
    ...environment,
  };
  const supervisor = spawn(process.execPath, ["dist/supervisor.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const log: string[] = [];
  const link = await signInLink(supervisor, log);
  const url = new URL(link).origin;
  const key = await run(env, "key", "create", "test");
  return {
    url,
    link,
    key,
    dataDir,
    log,
    pid: (name) => JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"))[name],
    api: (path, init = {}) =>
      fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } }),
    async stop() {
      const ended = new Promise((done) => supervisor.once("exit", done));
      supervisor.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function signInLink(supervisor: ChildProcess, log: string[]): Promise<string> {
  return new Promise((found, fail) => {
    for (const stream of [supervisor.stdout, supervisor.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        log.push(line);
        const link = /(http\S+\/api\/auth\/magic-link\/verify\S+)/.exec(line)?.[1];
        if (link) found(link);
      });
    }
    supervisor.once("exit", () => fail(new Error(`Footnote did not start:\n${log.join("\n")}`)));
  });
}

/** Runs a command of the command line and returns what it printed. */
export function run(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["dist/cli.mjs", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    child.stdout.on("data", (piece) => {
      out += piece;
    });
    child.stderr.on("data", (piece) => {
      errors += piece;
    });
    child.once("exit", (code) => (code === 0 ? done(out.trim()) : fail(new Error(errors || out))));
  });
}

/** Resolves when `check` gives something; polls, since what is waited for happens in other processes. */
export async function eventually<T>(
  check: () => Promise<T | null | undefined | false>,
  what: string,
  timeoutMs = 240_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await check().catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`it never came to be: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
