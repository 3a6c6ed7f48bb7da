import { FootnoteError } from "../../base/errors.ts";
import type { HubSource } from "../catalogue/entry.ts";
import type { DownloadOptions } from "./download.ts";

const probeMs = 3000;

/** What the hub states about a file. */
export interface HubFile {
  url: string;
  bytes: number | null;
  checksum: DownloadOptions["checksum"];
}

/** A model hub in the Hugging Face layout; whether it answers is asked once. */
export function createHub(endpoint: string) {
  const base = endpoint.replace(/\/$/, "");
  let answer: Promise<boolean> | undefined;
  return {
    endpoint: base,
    /** Whether the hub answers at all, within three seconds. */
    isReachable(): Promise<boolean> {
      answer ??= fetch(base, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(probeMs) }).then(
        (response) => response.status < 500,
        () => false,
      );
      return answer;
    },
    /**
     * Size and checksum as the hub states them: for large files the SHA-256 (`x-linked-etag`), for small ones git's hash.
     * @throws FootnoteError `download_failed` when the hub does not have the file.
     */
    async describe({ repo, path }: Pick<HubSource, "repo" | "path">, signal?: AbortSignal): Promise<HubFile> {
      const url = `${base}/${repo}/resolve/main/${path.split("/").map(encodeURIComponent).join("/")}`;
      const patience = AbortSignal.timeout(probeMs * 5);
      const response = await fetch(url, {
        method: "HEAD",
        redirect: "manual",
        headers: { "accept-encoding": "identity" },
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
      });
      if (response.status >= 400) {
        throw new FootnoteError("download_failed", `The model hub does not give ${path} (HTTP ${response.status}).`, {
          hint: "Check HF_ENDPOINT, or put the file into MODELS_DIR by hand.",
        });
      }
      const { headers } = response;
      const etag = (headers.get("x-linked-etag") ?? headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "");
      const size = Number(
        headers.get("x-linked-size") ?? (response.status < 300 ? headers.get("content-length") : null),
      );
      return { url, bytes: size > 0 ? size : null, checksum: asChecksum(etag) };
    },
  };
}

export type Hub = ReturnType<typeof createHub>;

function asChecksum(etag: string): HubFile["checksum"] {
  if (/^[0-9a-f]{64}$/.test(etag)) return { kind: "sha256", hex: etag };
  if (/^[0-9a-f]{40}$/.test(etag)) return { kind: "git", hex: etag };
  return null;
}
