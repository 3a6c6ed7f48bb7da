import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { choose, type GgufFacts, type Machine, readChoice } from "../../../lib/models/index.ts";
import { createModelLibrary, type ModelLibraryOptions } from "../../../lib/models/library/index.ts";
import { writeLock } from "../../../lib/models/sources/lock-file.ts";
import { running } from "../../fixtures/running-model.ts";

const starter = "smollm2-135m-instruct";
const facts: GgufFacts = {
  name: "Small Model",
  architecture: "llama",
  parameters: 135e6,
  quantisation: "Q4_0",
  contextLength: 2048,
  layers: 30,
  cacheBytesPerToken: 23_040,
  promptForm: "plain",
  chatTemplate: "chatml",
  licence: "apache-2.0",
  bytes: 12,
};
const machine: Machine = {
  cpu: "a processor",
  cores: 2,
  memoryBytes: 8e9,
  gpu: null,
  memoryBytesPerSecond: null,
  measured: null,
  busy: false,
  measuredAt: "2026-11-26T12:00:00.000Z",
};

let folder: string;
let asked: { task: string; argument?: string | undefined }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-library-"));
  await mkdir(join(folder, "data"));
  asked = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type RunTask = ModelLibraryOptions["runTask"];

/** What the task process would say; "inspect" reads the facts of whatever file it is given. */
const tasks: RunTask = async ({ task, argument }) => {
  asked.push({ task, argument });
  if (task === "hardware") return machine;
  if (task === "inspect") return facts;
  return "ready";
};

function library(options: Partial<ModelLibraryOptions> & { setting?: string; inUse?: string } = {}) {
  const { setting = "auto", inUse, ...others } = options;
  return createModelLibrary({
    config: {
      MODEL: setting,
      MODELS_DIR: join(folder, "models"),
      DATA_DIR: join(folder, "data"),
      HF_ENDPOINT: "https://hub.example.org",
      OFFLINE: true,
      CONTEXT_SIZE: 2048,
      SEQUENCES: 1,
    },
    generator: {
      async info() {
        if (inUse === undefined) throw new FootnoteError("model_unavailable", "The model is loading.");
        return { name: inUse, backend: "cpu", starter: true, contextSize: 2048, running: { ...running, id: inUse } };
      },
    },
    ownProcess: true,
    runTask: tasks,
    ...others,
  });
}

/** Puts a file where the starter's would be. */
async function putStarter(): Promise<string> {
  const path = join(folder, "models", starter, "SmolLM2-135M-Instruct.Q4_1.gguf");
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, "");
  // As large as the catalogue says, without the bytes: nothing here reads them.
  await truncate(path, 98_362_432);
  return path;
}

/** As if Footnote itself had fetched the file. */
async function fetchedBy(path: string): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const record = { sha256: "0".repeat(64), bytes: size, mtimeMs, pinnedBy: "catalogue", fetched: true } as const;
  await writeLock(join(folder, "models"), `${starter}/${basename(path)}`, record);
}

const of = async (made: ReturnType<typeof library>, id: string) =>
  (await made.overview()).models.find((model) => model.id === id);

describe("the list of models", () => {
  test("says that a model is not there, then that it is there and unchecked, then that it is in use", async () => {
    expect(await of(library(), starter)).toMatchObject({ state: "missing", starter: true, added: false });
    await putStarter();
    expect(await of(library(), starter)).toMatchObject({ state: "unchecked" });
    expect(await of(library({ inUse: starter }), starter)).toMatchObject({ state: "in_use" });
  });

  test("says why no model answers, and who chose", async () => {
    expect(await library().overview()).toMatchObject({ inUse: null, notice: "The model is loading.", fixed: null });
    const fixed = await library({ setting: starter }).overview();
    expect(fixed.choice).toMatchObject({ id: starter, by: "setting" });
    expect(fixed.fixed).toContain("MODEL is set");
    const elsewhere = await library({ ownProcess: false, inUse: "a model of another server" }).overview();
    expect(elsewhere.choice).toMatchObject({ by: "server" });
    expect(elsewhere.fixed).toContain("LLM_BASE_URL");
  });

  test("knows what fits once the machine was looked at, and says that it is looking until then", async () => {
    const made = library();
    expect(await of(made, starter)).toMatchObject({ fit: "unknown" });
    await expect.poll(async () => (await of(made, starter))?.fit).toBe("well");
  });

  test("goes by what the system tells where the look at the machine fails, and looks no second time", async () => {
    let looks = 0;
    const made = library({
      runTask: (options) => {
        if (options.task !== "hardware") return tasks(options);
        looks++;
        return Promise.reject(new FootnoteError("internal", "It ended unexpectedly."));
      },
    });
    await expect.poll(async () => (await made.overview()).machine).not.toBeNull();
    const { machine: seen } = await made.overview();
    expect(seen).toMatchObject({ gpu: null, measured: null });
    expect(seen?.memoryBytes).toBeGreaterThan(1e8);
    expect((await of(made, starter))?.fit).not.toBe("unknown");
    expect(looks).toBe(1);
  });

  test("names the hub by its host alone", async () => {
    expect((await library().overview()).hub).toBe("hub.example.org");
  });
});

describe("choosing a model", () => {
  test("is kept for the model process, with what was in use before", async () => {
    await putStarter();
    await library({ inUse: "another" }).use(starter);
    expect(await readChoice(join(folder, "data"))).toMatchObject({
      id: starter,
      by: "person",
      previous: "another",
      state: "new",
    });
    expect(await of(library(), starter)).toMatchObject({ state: "loading" });
  });

  test("the one in use asks for nothing", async () => {
    await putStarter();
    await library({ inUse: starter }).use(starter);
    expect(await readChoice(join(folder, "data"))).toBeNull();
  });

  test("one that is not there, or not in the list, is refused", async () => {
    await expect(library().use(starter)).rejects.toMatchObject({ code: "model_missing" });
    await expect(library().use("no-such-model")).rejects.toMatchObject({ code: "not_found" });
    await expect(library().use("hf:owner/repository/file.gguf")).rejects.toMatchObject({ code: "not_found" });
  });

  test("is refused with the reason where a setting or another server decides", async () => {
    await putStarter();
    await expect(library({ setting: starter }).use(starter)).rejects.toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("Unset it"),
    });
    await expect(library({ ownProcess: false }).use(starter)).rejects.toMatchObject({ code: "conflict" });
  });

  test("tells of the last one that could not be loaded", async () => {
    const choice = await choose(join(folder, "data"), { id: starter, by: "person", reason: "", previous: "auto" });
    await writeFile(
      join(folder, "data", "model.json"),
      JSON.stringify({ ...choice, failed: { id: starter, message: "Too large.", at: choice.chosenAt } }),
    );
    const { failed, models } = await library().overview();
    const { title } = models.find(({ id }) => id === starter) ?? {};
    expect(failed).toEqual({ id: starter, title, message: "Too large." });
  });
});

describe("deleting a model", () => {
  test("takes its files away, and is refused while it is in use or about to be", async () => {
    const path = await putStarter();
    await expect(library({ inUse: starter }).remove(starter)).rejects.toMatchObject({ code: "conflict" });
    await library().use(starter);
    await expect(library().remove(starter)).rejects.toMatchObject({ code: "conflict" });
    await rm(join(folder, "data", "model.json"));
    await expect(library().remove(starter), "put there by hand").rejects.toMatchObject({ code: "conflict" });
    await fetchedBy(path);
    await library().remove(starter);
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await of(library(), starter)).toMatchObject({ state: "missing" });
  });
});

describe("adding a model", () => {
  test("a file of this machine is listed with what it says of itself, and stays where it is", async () => {
    const path = join(folder, "mine.gguf");
    await writeFile(path, "GGUF and more");
    const made = await library().add(path);
    expect(made).toMatchObject({ added: true, address: null, facts: { architecture: "llama", layers: 30 } });
    expect(asked).toContainEqual({ task: "inspect", argument: path });
    expect(await readFile(path, "utf8")).toBe("GGUF and more");
    await expect(library().add(path)).rejects.toMatchObject({ code: "conflict" });
  });

  test("what is neither a path nor an address is refused before anything is read", async () => {
    for (const address of ["", "mine.gguf", "/etc/passwd", "https://example.org/model.gguf", "hf:owner"]) {
      await expect(library().add(address), address).rejects.toMatchObject({ code: "bad_request" });
    }
    expect(asked.filter(({ task }) => task === "inspect")).toEqual([]);
  });

  test("a malformed file is the request's fault, and is not listed", async () => {
    const path = join(folder, "broken.gguf");
    await writeFile(path, "no model");
    const refuses: RunTask = async () => {
      throw new FootnoteError("model_damaged", "The header is cut short.");
    };
    await expect(library({ runTask: refuses }).add(path)).rejects.toMatchObject({
      code: "damaged_file",
      hint: expect.stringContaining("not added"),
    });
    expect((await library().overview()).models.filter(({ added }) => added)).toEqual([]);
  });
});

describe("fetching and verifying", () => {
  test("shows a download as it goes, pauses it, and keeps the reason of one that failed", async () => {
    let finish = (_result: unknown) => {};
    const slow: RunTask = ({ task, onProgress, signal }) => {
      if (task !== "fetch") return tasks({ task });
      onProgress?.({ file: "model", bytesDone: 10, bytesTotal: 100, bytesPerSecond: 5, secondsLeft: 18 });
      return new Promise((resolve, reject) => {
        finish = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    };
    const made = library({ runTask: slow });
    expect(await made.fetch(starter)).toMatchObject({
      state: "fetching",
      transfer: { bytesDone: 10, bytesTotal: 100, secondsLeft: 18 },
    });
    expect(await made.pause(starter)).toMatchObject({ state: "missing", error: null });
    await made.fetch(starter);
    finish("ready");
    await expect.poll(async () => (await of(made, starter))?.state).toBe("missing");

    const fails: RunTask = async ({ task }) => {
      if (task === "fetch") throw new FootnoteError("download_failed", "No hub answers.", { hint: "Try later." });
      return tasks({ task });
    };
    const unlucky = library({ runTask: fails });
    await unlucky.fetch(starter);
    await expect
      .poll(async () => (await of(unlucky, starter))?.error)
      .toEqual({ code: "download_failed", message: "No hub answers.", hint: "Try later." });
  });

  test("verifying takes a model that is there, and a damaged one is called so", async () => {
    await expect(library().verify(starter)).rejects.toMatchObject({ code: "conflict" });
    await putStarter();
    const finds: RunTask = async ({ task }) => (task === "verify" ? "damaged" : tasks({ task }));
    const made = library({ runTask: finds });
    await made.verify(starter);
    await expect.poll(async () => (await of(made, starter))?.state).toBe("damaged");
  });
});
