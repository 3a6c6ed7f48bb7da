import { readFileSync } from "node:fs";
import { join } from "node:path";
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
 */
export async function connect(config: Config, environment: NodeJS.ProcessEnv): Promise<Client> {
  const url = environment.FOOTNOTE_URL ?? runningAt(config)?.local;
  if (!url) throw notRunning();
  const temporary = environment.FOOTNOTE_KEY ? null : await makeTemporaryKey(config);
  const key = environment.FOOTNOTE_KEY ?? temporary?.key ?? "";
  const call: Client["call"] = async (path, init = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${key}` },
    }).catch(() => {
      throw notRunning();
    });
    if (response.ok) return response;
    const body = (await response.json().catch(() => null)) as { error?: { message: string; hint?: string } } | null;
    throw new FootnoteError("bad_request", body?.error?.message ?? `The server answered ${response.status}.`, {
      ...(body?.error?.hint ? { hint: body.error.hint } : {}),
    });
  };
  return {
    call,
    json: async <T>(path: string, init?: RequestInit) => (await (await call(path, init)).json()) as T,
    close: async () => temporary?.revoke(),
  };
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

function notRunning(): FootnoteError {
  return new FootnoteError("not_found", "Footnote is not running here.", {
    hint: "Start it with npm start in another terminal, or set FOOTNOTE_URL and FOOTNOTE_KEY.",
  });
}
