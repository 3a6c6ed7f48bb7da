import type { ParsedDocument } from "../base/types.ts";

export interface ParseLimits {
  /** Wall time for the whole file, ms. */
  timeoutMs: number;
  /** Resident memory of the child, bytes. */
  memoryBytes: number;
}

export interface ParseOptions {
  signal?: AbortSignal;
  onProgress?: (pagesDone: number, pagesTotal: number) => void;
}

/** bytes → pages + warnings, in a child process that can be killed. */
export interface Parser {
  /**
   * Parses the file at `path` (an original; its name says nothing about its kind).
   * @throws FootnoteError `damaged_file`, `password_protected`, `no_pages`, `no_text`, `parse_timeout`, `parse_memory`,
   * `parse_crashed`, `cancelled`.
   */
  parse(path: string, mediaType: string, options?: ParseOptions): Promise<ParsedDocument>;
  dispose(): Promise<void>;
}
