import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";

type WasmFunction = (...args: number[]) => number;

/**
 * PDFium's functions as the WASM module exports them. The package's wrappers look each call up by name, which takes longer
 * than the call: a page of text makes tens of thousands.
 */
export interface PdfiumCalls {
  countChars: WasmFunction;
  unicode: WasmFunction;
  isGenerated: WasmFunction;
  isHyphen: WasmFunction;
  hasMapError: WasmFunction;
  looseBox: WasmFunction;
  origin: WasmFunction;
  textObject: WasmFunction;
  renderMode: WasmFunction;
  matrix: WasmFunction;
  /** Gives a float: as the file says it, unscaled. */
  fontSize: WasmFunction;
}

export interface Pdfium {
  api: WrappedPdfiumModule;
  calls: PdfiumCalls;
  /** 128 bytes to pass results in. */
  scratch: number;
  allocate(bytes: number): number;
  free(pointer: number): void;
  /** Views of the memory as it is now: growing it detaches earlier ones. */
  bytes(): Uint8Array;
  floats(): Float32Array;
  doubles(): Float64Array;
  /** Calls `fill` for its length and then for its UTF-16 text, as PDFium's string functions want it. */
  readString(fill: (buffer: number, length: number) => number): string;
}

/** A string of a damaged file may say that it is of any length, bytes. */
const LONGEST_STRING = 1 << 20;

/** Loads PDFium from the installed package: nothing is fetched. */
export async function loadPdfium(): Promise<Pdfium> {
  const file = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
  const binary = await readFile(file);
  const api = await init({ wasmBinary: new Uint8Array(binary).buffer });
  api.PDFiumExt_Init();
  const memory = api.pdfium;
  const { malloc, free } = memory.wasmExports;
  return {
    api,
    calls: {
      countChars: exported(memory.wasmExports, "FPDFText_CountChars"),
      unicode: exported(memory.wasmExports, "FPDFText_GetUnicode"),
      isGenerated: exported(memory.wasmExports, "FPDFText_IsGenerated"),
      isHyphen: exported(memory.wasmExports, "FPDFText_IsHyphen"),
      hasMapError: exported(memory.wasmExports, "FPDFText_HasUnicodeMapError"),
      looseBox: exported(memory.wasmExports, "FPDFText_GetLooseCharBox"),
      origin: exported(memory.wasmExports, "FPDFText_GetCharOrigin"),
      textObject: exported(memory.wasmExports, "FPDFText_GetTextObject"),
      renderMode: exported(memory.wasmExports, "FPDFTextObj_GetTextRenderMode"),
      fontSize: exported(memory.wasmExports, "FPDFText_GetFontSize"),
      matrix: exported(memory.wasmExports, "FPDFText_GetMatrix"),
    },
    scratch: malloc(128),
    allocate: malloc,
    free,
    bytes: view(memory, "HEAPU8", Uint8Array),
    floats: view(memory, "HEAPF32", Float32Array),
    doubles: view(memory, "HEAPF64", Float64Array),
    readString(fill) {
      const length = fill(0, 0);
      if (length <= 2 || length > LONGEST_STRING) return "";
      const buffer = malloc(length + 2);
      try {
        fill(buffer, length);
        return memory.UTF16ToString(buffer, length);
      } finally {
        free(buffer);
      }
    },
  };
}

function exported(exports: object, name: string): WasmFunction {
  const found: unknown = Reflect.get(exports, name);
  if (!isWasmFunction(found)) throw new Error(`PDFium has no ${name}`);
  return found;
}

function isWasmFunction(value: unknown): value is WasmFunction {
  return typeof value === "function";
}

/** Gives one of Emscripten's views of the memory, which the package's types leave out: a new one where the memory has grown. */
function view<T extends { length: number }>(memory: object, name: string, kind: new () => T): () => T {
  const look = (): T => {
    const found: unknown = Reflect.get(memory, name);
    if (!(found instanceof kind)) throw new Error(`PDFium has no ${name}`);
    return found;
  };
  let last = look();
  return () => {
    if (last.length === 0) last = look();
    return last;
  };
}
