import { ApiError, asApiError, errorFrom, leaveIfSignedOut } from "./api.ts";

export interface Uploaded {
  id: string;
  duplicate: boolean;
}

/**
 * Sends one file as a raw body. XMLHttpRequest, because fetch does not tell how much has been sent.
 * `onProgress` gets a share from 0 to 1. @throws ApiError.
 */
export function uploadFile(
  collectionId: string,
  file: File,
  options: { onProgress(share: number): void; signal: AbortSignal },
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/collections/${collectionId}/documents`);
    request.setRequestHeader("content-type", file.type || typeByName(file.name));
    request.setRequestHeader("x-filename", encodeURIComponent(file.name));
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => options.onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      leaveIfSignedOut(request.status);
      if (request.status < 300) resolve({ id: request.response?.id, duplicate: request.response?.duplicate === true });
      else reject(errorFrom(request.status, request.response));
    };
    request.onerror = () => reject(asApiError(null));
    request.onabort = () => reject(new ApiError("cancelled", 0, "The upload was cancelled."));
    options.signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Files from folders and some systems come without a type. */
function typeByName(name: string): string {
  if (/\.pdf$/i.test(name)) return "application/pdf";
  if (/\.(md|markdown)$/i.test(name)) return "text/markdown";
  return /\.txt$/i.test(name) ? "text/plain" : "application/octet-stream";
}
