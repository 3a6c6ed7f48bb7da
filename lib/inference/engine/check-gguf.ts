import { open } from "node:fs/promises";
import { readGgufFileInfo } from "node-llama-cpp";
import { FootnoteError } from "../../base/errors.ts";

/** Magic number, version, counts. */
const headerBytes = 24;
/** A header takes well under a second; a malformed one must not be read for ever. */
const patienceMs = 15_000;

/**
 * Reads a GGUF's header before llama.cpp gets the file: a malformed one could end the process.
 * @throws FootnoteError `model_missing` when there is no such file, `model_damaged` when it is no whole GGUF.
 */
export async function checkGguf(path: string): Promise<void> {
  const file = await open(path).catch((cause: unknown) => {
    throw new FootnoteError("model_missing", "The model file that MODEL names is not there.", {
      hint: 'Correct MODEL, or set it to "auto".',
      cause,
    });
  });
  const start = Buffer.alloc(headerBytes);
  let size: number;
  try {
    await file.read(start, 0, headerBytes, 0);
    ({ size } = await file.stat());
  } finally {
    await file.close();
  }
  const version = start.readUInt32LE(4);
  if (start.toString("latin1", 0, 4) !== "GGUF" || version < 2 || version > 3)
    throw damaged("is not a GGUF that can be read");
  const signal = AbortSignal.timeout(patienceMs);
  const options = { sourceType: "filesystem", logWarnings: false, fetchRetryOptions: { retries: 0 }, signal } as const;
  const info = await readGgufFileInfo(path, options).catch((cause: unknown) => {
    throw damaged("is not a GGUF that can be read", cause);
  });
  const last = Math.max(0, ...(info.fullTensorInfo ?? []).map(({ fileOffset }) => Number(fileOffset)));
  if (last === 0) throw damaged("holds no weights");
  if (last >= size) throw damaged("is cut short");
}

/** The error for a file that llama.cpp cannot use. */
export function damaged(what: string, cause?: unknown): FootnoteError {
  return new FootnoteError("model_damaged", `The model file ${what}.`, {
    hint: "Fetch it again, or name another with MODEL.",
    cause,
  });
}
