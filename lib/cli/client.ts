import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, fetch as fetchThrough } from "undici";
import type { Config } from "../base/config.ts";
import { FootnoteError } from "../base/errors.ts";
import { openInstallation } from "../composition/local.ts";

/** A running Footnote, reached over its own API. */
export interface Client {
  /** The answer to a call; `path` begins below `/api/v1`. @throws FootnoteError as the API says. */
  call(path: string, init?: RequestInit & { duplex?: "half" }): Promise<Response>;
  json<T>(path: string, init?: RequestInit): Promise<T>;
  close(): Promise<void>;
}

/** Opens the data folder of this machine, for commands that need no running server. */
export function openLocally(config: Config) {
  return openInstallation(config, config.PUBLIC_URL ?? runningAt(config)?.url ?? `http://127.0.0.1:${config.PORT}`);
}

/**
 * Talks to the server of this data folder, or to the one at FOOTNOTE_URL with FOOTNOTE_KEY. Without a key it makes one
 * for the time of the command: who can read the data folder may do everything anyway.
 * @param signal ends calls that run; the key is given back all the same
 */
export async function connect(config: Config, environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Client> {
  const url = environment.FOOTNOTE_URL ?? runningAt(config)?.local;
  if (!url) throw notRunning();
  const temporary = environment.FOOTNOTE_KEY ? null : await makeTemporaryKey(config);
  const key = environment.FOOTNOTE_KEY ?? temporary?.key ?? "";
  const client = createClient({ url, key, ...(signal && { signal }) });
  return { ...client, close: async () => temporary?.revoke() };
}

export interface ClientOptions {
  url: string;
  key: string;
  signal?: AbortSignal;
  /** How the connections are made. The usual one waits as long as an answer takes. */
  dispatcher?: Agent;
}

/**
 * The client of one address and key. It never gives up because an answer takes long: fetch would after five minutes without
 * headers or without a byte, and a slow model may read its prompt for longer.
 * @throws FootnoteError from its calls: `not_found` where nothing answers, `model_interrupted` where the connection broke
 */
export function createClient({ url, key, signal, dispatcher }: ClientOptions): Omit<Client, "close"> {
  const through = dispatcher ?? new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const call: Client["call"] = async (path, init = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${key}` };
    // undici's own fetch is what takes its dispatcher; its types are Node's with other names.
    const request = fetchThrough as unknown as (url: string, init: object) => Promise<Response>;
    const response = await request(`${url}/api/v1${path}`, {
      signal: signal ?? null,
      ...init,
      headers,
      dispatcher: through,
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw isUnreachable(error) ? notRunning() : brokeOff(error);
    });
    if (response.ok) return response;
    const body = (await response.json().catch(() => null)) as { error?: { message: string; hint?: string } } | null;
    throw new FootnoteError("bad_request", body?.error?.message ?? `The server answered ${response.status}.`, {
      ...(body?.error?.hint ? { hint: body.error.hint } : {}),
    });
  };
  const json = async <T>(path: string, init?: RequestInit) => {
    const response = await call(path, init);
    return (await response.json().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw brokeOff(error);
    })) as T;
  };
  return { call, json };
}

async function makeTemporaryKey(config: Config) {
  const local = await openLocally(config);
  const { id, key } = await local.keys.create(local.person, "command line");
  const revoke = async () => {
    await local.keys.revoke(local.person, id);
    await local.close();
  };
  return { key, revoke };
}

/** Whether the Footnote of this data folder answers. */
export async function isRunning(config: Config): Promise<boolean> {
  const local = runningAt(config)?.local;
  if (local === undefined) return false;
  return fetch(`${local}/api/v1/health`, { signal: AbortSignal.timeout(3000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function runningAt(config: Config): { url: string; local: string } | null {
  try {
    return JSON.parse(readFileSync(join(config.DATA_DIR, "running.json"), "utf8"));
  } catch {
    return null;
  }
}

/** Nobody took the connection; anything else means that somebody did, and that it ended too soon. */
const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && unreachable.has(cause.code)) return true;
    if (cause instanceof AggregateError) return cause.errors.some(isUnreachable);
  }
  return false;
}

function notRunning(): FootnoteError {
  return new FootnoteError("not_found", "Footnote is not running here.", {
    hint: "Start it with npm start in another terminal, or set FOOTNOTE_URL and FOOTNOTE_KEY.",
  });
}

/** The error for a connection that ended before the answer did. */
export function brokeOff(cause?: unknown): FootnoteError {
  return new FootnoteError("model_interrupted", "The connection to Footnote broke off before the answer was whole.", {
    hint: "Footnote may have been stopped or started again meanwhile. Look at its log, then try once more.",
    cause,
  });
}
