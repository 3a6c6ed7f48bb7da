import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "../base/config.ts";
import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import { print, printableLine, printError } from "../base/terminal.ts";
import { openInstallation } from "../composition/local.ts";
import { readChoice } from "../models/index.ts";
import { type KeptUp, keepUp } from "./supervise/child.ts";
import { freePort, isTaken } from "./supervise/free-port.ts";

/**
 * `npm start` ends here: keeps web, worker and model up, merges their logs, prints one address with a one-time sign-in
 * link, and takes all three down on SIGTERM or SIGINT.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const port = config.PORT === 0 ? await freePort(config.HOST) : config.PORT;
  if (await isTaken(port, config.HOST)) {
    throw new FootnoteError("conflict", `Port ${port} is in use on ${config.HOST}.`, {
      hint: "Another Footnote may be running. Stop it, or start this one with another PORT.",
    });
  }
  const host = config.HOST === "0.0.0.0" || config.HOST === "::" ? "127.0.0.1" : config.HOST;
  const address = config.PUBLIC_URL ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const modelPort = config.MODEL_PORT || (await freePort("127.0.0.1"));
  const modelSecret = randomBytes(24).toString("base64url");

  const installation = await openInstallation(config, address);
  await installation.welcome(new URL("./guide.pdf", import.meta.url));

  const program = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  const shared = { ...process.env, PORT: String(port), PUBLIC_URL: address, NEXT_TELEMETRY_DISABLED: "1" };
  const log = (name: string, line: string) => print(`${name.padEnd(8)} | ${printableLine(line)}`);
  const children: KeptUp[] = [];

  const worker = keepUp({ name: "worker", file: program("worker"), env: shared, log });
  children.push(worker);
  let engine: Record<string, string> = {};
  let model: KeptUp | null = null;
  if (!config.LLM_BASE_URL) {
    engine = { LLM_BASE_URL: `http://127.0.0.1:${modelPort}/v1`, LLM_API_KEY: modelSecret, MODEL_SECRET: modelSecret };
    model = keepUp({
      name: "model",
      file: program("model-server"),
      // One libuv thread: otherwise each decode lands on another one, with a team of threads of its own (FACTS.md).
      env: { ...shared, UV_THREADPOOL_SIZE: "1", MODEL_PORT: String(modelPort), MODEL_SECRET: modelSecret },
      onMessage: (message) => {
        if (isBusy(message)) worker.send(message);
        // One that ended in mid-answer could not say that it is free again.
        if (isReady(message)) worker.send({ type: "busy", busy: false });
      },
      isReady,
      log,
    });
    children.push(model);
  }
  children.push(
    keepUp({ name: "web", file: program("web"), env: { ...shared, ...engine, NODE_ENV: "production" }, log }),
  );

  const state = join(config.DATA_DIR, "running.json");
  mkdirSync(config.DATA_DIR, { recursive: true });
  const pids = () => Object.fromEntries(children.map(({ name, pid }) => [name, pid]));
  // Written beside and renamed: it is read at any moment, and never half.
  const note = () => {
    const now = { url: address, local: `http://${host}:${port}`, supervisor: process.pid, ...pids() };
    writeFileSync(`${state}.new`, JSON.stringify(now));
    renameSync(`${state}.new`, state);
  };
  note();
  // Whoever changes the model (the page, the command line) writes the choice; the model process then makes room for it.
  let request = config.MODEL === "auto" ? (await readChoice(config.DATA_DIR))?.request : undefined;
  const obeyChoice = async () => {
    if (model === null || config.MODEL !== "auto") return;
    const next = (await readChoice(config.DATA_DIR))?.request;
    if (next === undefined || next === request) return;
    request = next;
    model.send({ type: "drain" });
    model.startNow();
  };
  const noting = setInterval(() => {
    note();
    obeyChoice().catch((error: unknown) => log("footnote", `the choice of model could not be read: ${error}`));
  }, 1000);

  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    clearInterval(noting);
    log("footnote", "stopping");
    await Promise.all(children.map((child) => child.stop()));
    rmSync(state, { force: true });
    await installation.close();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", stop);

  await answering(`http://${host.includes(":") ? `[${host}]` : host}:${port}/api/v1/health`);
  const link = await installation.signInLink();
  print(`\nFootnote is running at ${address}\nSign in with this link (it works once, for 15 minutes):\n\n  ${link}\n`);
}

function isBusy(message: unknown): message is { type: "busy"; busy: boolean } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "busy";
}

function isReady(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "ready";
}

/** Resolves once the web process answers; restarts are its keeper's business. */
async function answering(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

main().catch((error) => {
  const { message, hint, cause } = asFootnoteError(error);
  print(`\n${message}\n${hint ?? ""}`, process.stderr);
  if (cause) printError(cause);
  process.exit(1);
});
