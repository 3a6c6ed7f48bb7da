import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The content security policy of one page: everything comes from this host, no other page may frame it, and an inline script
 * runs only with this response's own nonce. Text from documents and models is only ever rendered as text; where that failed
 * once, the browser would still run nothing of it.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    // pdf.js decodes some pictures in WebAssembly.
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Gives a page its policy: to the browser, and to Next, which reads the nonce for its own scripts from the request. */
export function setContentPolicy(request: IncomingMessage, response: ServerResponse): void {
  delete request.headers["content-security-policy-report-only"];
  delete request.headers["content-security-policy"];
  if ((request.url ?? "").startsWith("/api/")) return;
  const policy = contentPolicy(randomBytes(16).toString("base64"));
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
}
